// The few functions of Node-API used here, declared by hand: the ABI is stable, and no Node headers are needed to
// build. Names and types as in Node's js_native_api.h.
#pragma once
#include <cstddef>
#include <cstdint>

#if defined(_WIN32)
#define NAPI_IMPORT __declspec(dllimport)
#define NAPI_EXPORT __declspec(dllexport)
#else
#define NAPI_IMPORT __attribute__((visibility("default")))
#define NAPI_EXPORT __attribute__((visibility("default")))
#endif

extern "C" {
typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env env, napi_callback_info info);
typedef struct napi_deferred__ *napi_deferred;
typedef struct napi_async_work__ *napi_async_work;
typedef void (*napi_finalize)(napi_env env, void *data, void *hint);
typedef void (*napi_async_execute_callback)(napi_env env, void *data);
typedef int napi_status;  // 0 is success
typedef void (*napi_async_complete_callback)(napi_env env, napi_status status, void *data);
typedef enum { napi_uint8_array = 1, napi_int32_array = 5, napi_float32_array = 7 } napi_typedarray_type;

NAPI_IMPORT napi_status napi_create_function(napi_env, const char *name, size_t length, napi_callback, void *data,
                                             napi_value *result);
NAPI_IMPORT napi_status napi_create_string_utf8(napi_env, const char *text, size_t length, napi_value *result);
NAPI_IMPORT napi_status napi_create_int32(napi_env, int32_t value, napi_value *result);
NAPI_IMPORT napi_status napi_get_boolean(napi_env, bool value, napi_value *result);
NAPI_IMPORT napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t *count, napi_value *arguments,
                                         napi_value *self, void **data);
NAPI_IMPORT napi_status napi_get_value_int32(napi_env, napi_value, int32_t *result);
NAPI_IMPORT napi_status napi_set_named_property(napi_env, napi_value object, const char *name, napi_value value);
NAPI_IMPORT napi_status napi_throw_error(napi_env, const char *code, const char *message);
NAPI_IMPORT napi_status napi_throw_type_error(napi_env, const char *code, const char *message);

NAPI_IMPORT napi_status napi_is_exception_pending(napi_env, bool *result);
NAPI_IMPORT napi_status napi_create_error(napi_env, napi_value code, napi_value message, napi_value *result);
NAPI_IMPORT napi_status napi_create_external(napi_env, void *data, napi_finalize, void *hint, napi_value *result);
NAPI_IMPORT napi_status napi_get_value_external(napi_env, napi_value, void **result);
NAPI_IMPORT napi_status napi_get_value_string_utf8(napi_env, napi_value, char *text, size_t size, size_t *length);
NAPI_IMPORT napi_status napi_create_array_with_length(napi_env, size_t length, napi_value *result);
NAPI_IMPORT napi_status napi_get_array_length(napi_env, napi_value array, uint32_t *result);
NAPI_IMPORT napi_status napi_get_element(napi_env, napi_value array, uint32_t index, napi_value *result);
NAPI_IMPORT napi_status napi_set_element(napi_env, napi_value array, uint32_t index, napi_value value);
NAPI_IMPORT napi_status napi_create_arraybuffer(napi_env, size_t bytes, void **data, napi_value *result);
NAPI_IMPORT napi_status napi_create_typedarray(napi_env, napi_typedarray_type, size_t length, napi_value buffer,
                                               size_t offset, napi_value *result);
NAPI_IMPORT napi_status napi_get_typedarray_info(napi_env, napi_value, napi_typedarray_type *, size_t *length,
                                                 void **data, napi_value *buffer, size_t *offset);
NAPI_IMPORT napi_status napi_create_promise(napi_env, napi_deferred *, napi_value *promise);
NAPI_IMPORT napi_status napi_resolve_deferred(napi_env, napi_deferred, napi_value);
NAPI_IMPORT napi_status napi_reject_deferred(napi_env, napi_deferred, napi_value);
NAPI_IMPORT napi_status napi_create_async_work(napi_env, napi_value resource, napi_value name,
                                               napi_async_execute_callback, napi_async_complete_callback, void *data,
                                               napi_async_work *result);
NAPI_IMPORT napi_status napi_queue_async_work(napi_env, napi_async_work);
NAPI_IMPORT napi_status napi_delete_async_work(napi_env, napi_async_work);

// What Node looks up in an addon.
NAPI_EXPORT int32_t node_api_module_get_api_version_v1(void);
NAPI_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports);
}
