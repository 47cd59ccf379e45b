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
typedef int napi_status;  // 0 is success

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

// What Node looks up in an addon.
NAPI_EXPORT int32_t node_api_module_get_api_version_v1(void);
NAPI_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports);
}
