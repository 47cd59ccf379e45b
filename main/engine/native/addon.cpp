// The Node addon: loading it registers the ops. It exports { registered, instructionSet, threads(), setThreads(n) }
// and the functions of session-binding.h.
#if !defined(_WIN32)
#include <dlfcn.h>
#endif

#include "recurrent-kernel.h"
#include "napi.h"
#include "session-binding.h"
#include "tensorflow-ops.h"
#include "thread-pool.h"

namespace {

constexpr size_t kZeroTerminated = size_t(-1);

napi_value threads(napi_env env, napi_callback_info) {
  napi_value result = nullptr;
  napi_create_int32(env, weft::threads(), &result);
  return result;
}

napi_value setThreads(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument = nullptr;
  int32_t wanted = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count < 1 || napi_get_value_int32(env, argument, &wanted) != 0 || wanted < 1) {
    napi_throw_type_error(env, nullptr, "setThreads expects a whole number of at least 1");
    return nullptr;
  }
  weft::setThreads(wanted);
  return threads(env, info);
}

// TensorFlow and the helper threads keep pointers to this code, but Node unloads the addons of a worker that ends.
void stayLoaded() {
#if !defined(_WIN32)
  Dl_info self;
  if (dladdr(reinterpret_cast<void *>(&stayLoaded), &self) != 0) dlopen(self.dli_fname, RTLD_LAZY | RTLD_NODELETE);
#endif
}

void exportFunction(napi_env env, napi_value exports, const char *name, napi_callback function) {
  napi_value value = nullptr;
  napi_create_function(env, name, kZeroTerminated, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

}  // namespace

int32_t node_api_module_get_api_version_v1(void) { return 8; }

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  stayLoaded();
  const std::string &problem = weft::registerTensorflowOps();
  if (!problem.empty()) {
    napi_throw_error(env, nullptr, problem.c_str());
    return exports;
  }
  napi_value value = nullptr;
  napi_get_boolean(env, true, &value);
  napi_set_named_property(env, exports, "registered", value);
  napi_create_string_utf8(env, weft::recurrentKernels().name, kZeroTerminated, &value);
  napi_set_named_property(env, exports, "instructionSet", value);
  exportFunction(env, exports, "threads", threads);
  exportFunction(env, exports, "setThreads", setThreads);
  weft::exportSessions(env, exports);
  return exports;
}
