// A TensorFlow session over one growing graph, with calls that are prepared once: TensorFlow's C interface only.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace weft {

// One tensor that goes in or comes out of a call.
struct Port {
  TF_Output output;
  TF_DataType type;
  std::vector<int64_t> shape;  // inputs only: every dimension is known
  size_t bytes = 0;            // inputs only
};

// Results of a run, released at the end.
class Tensors {
 public:
  Tensors() = default;
  ~Tensors() {
    for (TF_Tensor *tensor : list) TF_DeleteTensor(tensor);
  }
  Tensors(const Tensors &) = delete;
  Tensors &operator=(const Tensors &) = delete;
  std::vector<TF_Tensor *> list;
};

// What to feed, to fetch and to run, with the names already found.
struct Call {
  std::vector<Port> inputs;
  std::vector<Port> outputs;
  std::vector<const TF_Operation *> targets;
  std::vector<TF_Output> feedOutputs;
  std::vector<TF_Output> fetchOutputs;
  Tensors feeds;  // used again from run to run, where there are results
};

// All functions that can fail give an empty string, or what TensorFlow objects to. Not thread-safe: one caller at a
// time.
class Session {
 public:
  ~Session();
  // `config` is a serialised ConfigProto, `runOptions` a serialised RunOptions, `kernelThreads` what our own kernels may
  // use when the calling thread runs them, or 0.
  static std::string create(const std::string &config, const std::string &runOptions, int kernelThreads,
                            std::shared_ptr<Session> &session);

  // The serialised OpDef of an op that is registered.
  std::string operationDefinition(const std::string &name, std::string &definition);

  // Adds the nodes of a serialised GraphDef. The session learns of them by itself with the next run.
  std::string addGraph(const void *bytes, size_t size);

  // Names of nodes: inputs are placeholders of a known shape; the first output of each output; targets only run.
  // Gives the call's number.
  std::string prepare(const std::vector<std::string> &inputs, const std::vector<std::string> &outputs,
                      const std::vector<std::string> &targets, int &call);

  Call *call(int index);

  // Memory for the values of an input of the next run, inputs[index].bytes of it; null without memory.
  void *feedMemory(Call &call, size_t index);

  // Runs with what lies in the feed memory. Denormals are flushed to zero in the calling thread, as in TensorFlow's own.
  std::string run(Call &call, Tensors &results);

  // True while a run on another thread has not ended.
  bool busy = false;

 private:
  Session() = default;
  std::string describe(const std::string &name, Port &port);
  TF_Graph *graph_ = nullptr;
  TF_Session *session_ = nullptr;
  TF_Buffer *runOptions_ = nullptr;
  int kernelThreads_ = 0;
  std::vector<std::unique_ptr<Call>> calls_;
};

}  // namespace weft
