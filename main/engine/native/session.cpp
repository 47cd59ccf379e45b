#include "session.h"

#include "denormals.h"
#include "thread-pool.h"

namespace weft {
namespace {

class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status &) = delete;
  Status &operator=(const Status &) = delete;
  operator TF_Status *() const { return status_; }
  std::string problem() const {
    if (TF_GetCode(status_) == TF_OK) return "";
    const std::string message = TF_Message(status_);
    return message.empty() ? "TensorFlow failed with code " + std::to_string(TF_GetCode(status_)) : message;
  }

 private:
  TF_Status *status_;
};

// A buffer that borrows its bytes.
class Borrowed {
 public:
  Borrowed(const void *bytes, size_t size) : buffer_{bytes, size, nullptr} {}
  operator const TF_Buffer *() const { return &buffer_; }

 private:
  TF_Buffer buffer_;
};

}  // namespace

std::string Session::create(const std::string &config, const std::string &runOptions, int kernelThreads,
                            std::shared_ptr<Session> &session) {
  std::shared_ptr<Session> made(new Session);
  made->kernelThreads_ = kernelThreads;
  const Status status;
  TF_SessionOptions *options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data(), config.size(), status);
  made->graph_ = TF_NewGraph();
  made->runOptions_ = TF_NewBufferFromString(runOptions.data(), runOptions.size());
  if (status.problem().empty()) made->session_ = TF_NewSession(made->graph_, options, status);
  TF_DeleteSessionOptions(options);
  if (status.problem().empty()) session = made;
  return status.problem();
}

Session::~Session() {
  calls_.clear();
  const Status status;
  if (session_ != nullptr) {
    TF_CloseSession(session_, status);
    TF_DeleteSession(session_, status);
  }
  if (graph_ != nullptr) TF_DeleteGraph(graph_);
  if (runOptions_ != nullptr) TF_DeleteBuffer(runOptions_);
}

std::string Session::operationDefinition(const std::string &name, std::string &definition) {
  const Status status;
  TF_Buffer *buffer = TF_NewBuffer();
  TF_GraphGetOpDef(graph_, name.c_str(), buffer, status);
  if (status.problem().empty()) definition.assign(static_cast<const char *>(buffer->data), buffer->length);
  TF_DeleteBuffer(buffer);
  return status.problem();
}

std::string Session::addGraph(const void *bytes, size_t size) {
  const Status status;
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph_, Borrowed(bytes, size), options, status);
  TF_DeleteImportGraphDefOptions(options);
  return status.problem();
}

std::string Session::describe(const std::string &name, Port &port) {
  TF_Operation *operation = TF_GraphOperationByName(graph_, name.c_str());
  if (operation == nullptr) return "there is no node " + name;
  if (TF_OperationNumOutputs(operation) < 1) return "node " + name + " has no output";
  port.output = {operation, 0};
  port.type = TF_OperationOutputType(port.output);
  if (port.type == TF_FLOAT || port.type == TF_INT32 || port.type == TF_BOOL) return "";
  return "node " + name + " has the data type " + std::to_string(port.type) + ", which arrays cannot hold";
}

std::string Session::prepare(const std::vector<std::string> &inputs, const std::vector<std::string> &outputs,
                             const std::vector<std::string> &targets, int &index) {
  auto call = std::make_unique<Call>();
  for (const std::string &name : inputs) {
    Port port;
    std::string problem = describe(name, port);
    if (!problem.empty()) return problem;
    const Status status;
    const int rank = TF_GraphGetTensorNumDims(graph_, port.output, status);
    if (rank < 0) return "the shape of input " + name + " is not known";
    port.shape.resize(size_t(rank));
    TF_GraphGetTensorShape(graph_, port.output, port.shape.data(), rank, status);
    if (!status.problem().empty()) return status.problem();
    port.bytes = TF_DataTypeSize(port.type);
    for (const int64_t size : port.shape) {
      if (size < 0) return "the shape of input " + name + " is not known";
      port.bytes *= size_t(size);
    }
    call->feedOutputs.push_back(port.output);
    call->feeds.list.push_back(nullptr);
    call->inputs.push_back(port);
  }
  for (const std::string &name : outputs) {
    Port port;
    const std::string problem = describe(name, port);
    if (!problem.empty()) return problem;
    call->fetchOutputs.push_back(port.output);
    call->outputs.push_back(port);
  }
  for (const std::string &name : targets) {
    TF_Operation *operation = TF_GraphOperationByName(graph_, name.c_str());
    if (operation == nullptr) return "there is no node " + name;
    call->targets.push_back(operation);
  }
  index = int(calls_.size());
  calls_.push_back(std::move(call));
  return "";
}

Call *Session::call(int index) { return index < 0 || size_t(index) >= calls_.size() ? nullptr : calls_[size_t(index)].get(); }

void *Session::feedMemory(Call &call, size_t index) {
  const Port &port = call.inputs[index];
  TF_Tensor *&tensor = call.feeds.list[index];
  // A variable or a result of an earlier run may have kept the memory: only what nobody else holds is written again.
  TF_Tensor *const unshared = tensor == nullptr ? nullptr : TF_TensorMaybeMove(tensor);
  if (unshared == nullptr) {
    if (tensor != nullptr) TF_DeleteTensor(tensor);
    tensor = TF_AllocateTensor(port.type, port.shape.data(), int(port.shape.size()), port.bytes);
  } else {
    tensor = unshared;
  }
  return tensor == nullptr ? nullptr : TF_TensorData(tensor);
}

std::string Session::run(Call &call, Tensors &results) {
  const Status status;
  results.list.assign(call.outputs.size(), nullptr);
  const FlushDenormals flush;
  const ThreadsHere threads(kernelThreads_);
  TF_SessionRun(session_, runOptions_, call.feedOutputs.data(), call.feeds.list.data(), int(call.feeds.list.size()),
                call.fetchOutputs.data(), results.list.data(), int(results.list.size()), call.targets.data(),
                int(call.targets.size()), nullptr, status);
  // A call without results sets states, rarely and of any size: what nobody else holds is not kept for the next time.
  if (call.outputs.empty()) {
    for (TF_Tensor *&tensor : call.feeds.list) {
      TF_DeleteTensor(tensor);
      tensor = nullptr;
    }
  }
  return status.problem();
}

}  // namespace weft
