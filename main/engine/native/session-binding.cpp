#include "session-binding.h"

#include <cstring>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "session.h"

namespace weft {
namespace {

constexpr size_t kZeroTerminated = size_t(-1);
constexpr size_t kMostArguments = 4;

using Held = std::shared_ptr<Session>;

// The arguments of one call from JavaScript, and its first problem, which is thrown by the caller of these.
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMostArguments;
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
    count_ = count < kMostArguments ? count : kMostArguments;
  }

  napi_value value(size_t index) {
    if (index < count_) return values_[index];
    fail("argument " + std::to_string(index) + " is missing");
    return nullptr;
  }

  // The open session of the first argument, or null.
  Held session() {
    void *data = nullptr;
    if (count_ < 1 || napi_get_value_external(env_, values_[0], &data) != 0 || data == nullptr) {
      fail("the first argument is no session");
      return nullptr;
    }
    const Held &held = *static_cast<Held *>(data);
    if (held == nullptr) fail("the session is closed");
    else if (held->busy) fail("the session still runs");
    return problem_.empty() ? held : nullptr;
  }

  std::string text(napi_value value) {
    size_t length = 0;
    if (value == nullptr || napi_get_value_string_utf8(env_, value, nullptr, 0, &length) != 0) {
      fail("a string is expected");
      return "";
    }
    std::string text(length + 1, '\0');
    napi_get_value_string_utf8(env_, value, &text[0], length + 1, &length);
    text.resize(length);
    return text;
  }

  std::vector<std::string> texts(size_t index) {
    std::vector<std::string> list;
    forEach(value(index), [&](napi_value element) { list.push_back(text(element)); });
    return list;
  }

  // The bytes of a Uint8Array, valid during the call.
  std::pair<const void *, size_t> bytes(size_t index) {
    napi_typedarray_type type;
    size_t length = 0;
    void *data = nullptr;
    const napi_value array = value(index);
    if (array == nullptr || napi_get_typedarray_info(env_, array, &type, &length, &data, nullptr, nullptr) != 0 ||
        type != napi_uint8_array) {
      fail("a Uint8Array is expected");
      return {nullptr, 0};
    }
    return {data, length};
  }

  template <typename Visit>
  void forEach(napi_value array, Visit visit) {
    uint32_t length = 0;
    if (array == nullptr || napi_get_array_length(env_, array, &length) != 0) {
      fail("an array is expected");
      return;
    }
    for (uint32_t i = 0; i < length; i++) {
      napi_value element = nullptr;
      napi_get_element(env_, array, i, &element);
      visit(element);
    }
  }

  void fail(const std::string &problem) {
    if (problem_.empty()) problem_ = problem;
  }
  bool failed() const { return !problem_.empty(); }

  // Throws the problem, if there is one, else gives the result.
  napi_value finish(napi_value result = nullptr) {
    if (!failed()) return result;
    napi_throw_error(env_, nullptr, problem_.c_str());
    return nullptr;
  }

 private:
  napi_env env_;
  napi_value values_[kMostArguments] = {};
  size_t count_ = 0;
  std::string problem_;
};

napi_typedarray_type arrayType(TF_DataType type) {
  return type == TF_FLOAT ? napi_float32_array : type == TF_INT32 ? napi_int32_array : napi_uint8_array;
}

napi_value createSession(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto config = arguments.bytes(0);
  const auto runOptions = arguments.bytes(1);
  int32_t threads = 0;
  const napi_value count = arguments.value(2);
  if (count == nullptr || napi_get_value_int32(env, count, &threads) != 0) arguments.fail("a number of threads is expected");
  if (arguments.failed()) return arguments.finish();
  Held session;
  const auto string = [](const std::pair<const void *, size_t> &bytes) {
    return std::string(static_cast<const char *>(bytes.first), bytes.second);
  };
  arguments.fail(Session::create(string(config), string(runOptions), threads, session));
  if (arguments.failed()) return arguments.finish();
  napi_value result = nullptr;
  const auto release = [](napi_env, void *data, void *) { delete static_cast<Held *>(data); };
  napi_create_external(env, new Held(session), release, nullptr, &result);
  return result;
}

napi_value closeSession(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  void *data = nullptr;
  const napi_value external = arguments.value(0);
  if (external != nullptr && napi_get_value_external(env, external, &data) == 0 && data != nullptr)
    static_cast<Held *>(data)->reset();
  else
    arguments.fail("the first argument is no session");
  return arguments.finish();
}

napi_value operationDefinition(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Held session = arguments.session();
  const std::string name = arguments.text(arguments.value(1));
  std::string definition;
  if (!arguments.failed()) arguments.fail(session->operationDefinition(name, definition));
  if (arguments.failed()) return arguments.finish();
  void *data = nullptr;
  napi_value buffer = nullptr, result = nullptr;
  napi_create_arraybuffer(env, definition.size(), &data, &buffer);
  if (!definition.empty()) memcpy(data, definition.data(), definition.size());
  napi_create_typedarray(env, napi_uint8_array, definition.size(), buffer, 0, &result);
  return result;
}

napi_value addGraph(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Held session = arguments.session();
  const auto graph = arguments.bytes(1);
  if (!arguments.failed()) arguments.fail(session->addGraph(graph.first, graph.second));
  return arguments.finish();
}

napi_value prepare(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Held session = arguments.session();
  const auto inputs = arguments.texts(1), outputs = arguments.texts(2), targets = arguments.texts(3);
  int call = 0;
  if (!arguments.failed()) arguments.fail(session->prepare(inputs, outputs, targets, call));
  napi_value result = nullptr;
  napi_create_int32(env, call, &result);
  return arguments.finish(result);
}

// Copies the feeds of a run into TensorFlow's memory.
Call *feed(napi_env env, Arguments &arguments, const Held &session) {
  int32_t index = -1;
  const napi_value number = arguments.value(1), feeds = arguments.value(2);
  if (arguments.failed()) return nullptr;
  napi_get_value_int32(env, number, &index);
  Call *call = session->call(index);
  if (call == nullptr) {
    arguments.fail("there is no call " + std::to_string(index));
    return nullptr;
  }
  size_t position = 0;
  arguments.forEach(feeds, [&](napi_value array) {
    if (arguments.failed()) return;
    const size_t input = position++;
    if (input >= call->inputs.size()) return;
    const Port &port = call->inputs[input];
    const std::string name = "feed " + std::to_string(input);
    napi_typedarray_type type;
    size_t length = 0;
    void *data = nullptr;
    if (napi_get_typedarray_info(env, array, &type, &length, &data, nullptr, nullptr) != 0)
      return arguments.fail(name + " is no typed array");
    if (type != arrayType(port.type)) {
      const char *expected = port.type == TF_FLOAT ? "Float32Array" : port.type == TF_INT32 ? "Int32Array" : "Uint8Array";
      return arguments.fail(name + " must be a " + expected);
    }
    const size_t expected = port.bytes / TF_DataTypeSize(port.type);
    if (length != expected)
      return arguments.fail(name + " must have " + std::to_string(expected) + " values, but has " + std::to_string(length));
    void *memory = session->feedMemory(*call, input);
    if (port.bytes == 0) return;
    if (memory == nullptr) return arguments.fail("not enough memory for " + name);
    memcpy(memory, data, port.bytes);
  });
  if (!arguments.failed() && position != call->inputs.size())
    arguments.fail(std::to_string(call->inputs.size()) + " feeds are expected, but there are " + std::to_string(position));
  return call;
}

// Fresh typed arrays with the results' values; null, with an exception pending, without memory.
napi_value arraysOf(napi_env env, const Tensors &results) {
  napi_value list = nullptr;
  napi_create_array_with_length(env, results.list.size(), &list);
  for (size_t i = 0; i < results.list.size(); i++) {
    const TF_Tensor *tensor = results.list[i];
    const size_t bytes = TF_TensorByteSize(tensor);
    void *data = nullptr;
    napi_value buffer = nullptr, array = nullptr;
    if (napi_create_arraybuffer(env, bytes, &data, &buffer) != 0) return nullptr;
    if (bytes > 0) memcpy(data, TF_TensorData(tensor), bytes);
    const TF_DataType type = TF_TensorType(tensor);
    napi_create_typedarray(env, arrayType(type), bytes / TF_DataTypeSize(type), buffer, 0, &array);
    napi_set_element(env, list, uint32_t(i), array);
  }
  return list;
}

napi_value run(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Held session = arguments.session();
  if (session == nullptr) return arguments.finish();
  Call *call = feed(env, arguments, session);
  if (arguments.failed()) return arguments.finish();
  Tensors results;
  arguments.fail(session->run(*call, results));
  return arguments.finish(arguments.failed() ? nullptr : arraysOf(env, results));
}

// A run on one of Node's worker threads. It holds the session, which may be closed meanwhile.
struct Work {
  Held session;
  Call *call;
  napi_deferred deferred;
  napi_async_work work = nullptr;
  Tensors results;
  std::string problem;
};

void execute(napi_env, void *data) {
  Work &work = *static_cast<Work *>(data);
  work.problem = work.session->run(*work.call, work.results);
}

void complete(napi_env env, napi_status status, void *data) {
  const std::unique_ptr<Work> work(static_cast<Work *>(data));
  work->session->busy = false;
  if (status != 0) work->problem = "the run was cancelled";
  napi_value result = work->problem.empty() ? arraysOf(env, work->results) : nullptr;
  if (result != nullptr) {
    napi_resolve_deferred(env, work->deferred, result);
  } else {
    napi_value message = nullptr;
    const std::string text = work->problem.empty() ? "not enough memory for the results" : work->problem;
    napi_create_string_utf8(env, text.c_str(), kZeroTerminated, &message);
    napi_create_error(env, nullptr, message, &result);
    napi_reject_deferred(env, work->deferred, result);
  }
  napi_delete_async_work(env, work->work);
}

napi_value runAsync(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Held session = arguments.session();
  if (session == nullptr) return arguments.finish();
  Call *call = feed(env, arguments, session);
  if (arguments.failed()) return arguments.finish();
  auto work = std::make_unique<Work>();
  work->session = session;
  work->call = call;
  napi_value promise = nullptr, name = nullptr;
  napi_create_promise(env, &work->deferred, &promise);
  napi_create_string_utf8(env, "weft session", kZeroTerminated, &name);
  napi_create_async_work(env, nullptr, name, execute, complete, work.get(), &work->work);
  session->busy = true;
  napi_queue_async_work(env, work.release()->work);
  return promise;
}

// Gives memory that was freed back to the system, where the C library keeps it otherwise.
napi_value releaseMemory(napi_env, napi_callback_info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return nullptr;
}

}  // namespace

void exportSessions(napi_env env, napi_value exports) {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"createSession", createSession}, {"closeSession", closeSession}, {"operationDefinition", operationDefinition},
      {"addGraph", addGraph},           {"prepare", prepare},           {"run", run},
      {"runAsync", runAsync},           {"releaseMemory", releaseMemory},
  };
  for (const auto &entry : functions) {
    napi_value value = nullptr;
    napi_create_function(env, entry.name, kZeroTerminated, entry.function, nullptr, &value);
    napi_set_named_property(env, exports, entry.name, value);
  }
}

}  // namespace weft
