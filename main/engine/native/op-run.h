// One run of a TensorFlow op, and the registering of ops, through TensorFlow's stable C interface only.
#pragma once
#include <string>
#include <vector>

#include "buffer-pool.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace weft {

using Shape = std::vector<int64_t>;

inline std::string describe(const Shape &shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); i++) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

// One run of an op: its tensors, released at the end, and its first failure, reported at the end.
class Run {
 public:
  Run(TF_OpKernelContext *context, const char *op) : context_(context), op_(op), status_(TF_NewStatus()) {}
  ~Run() {
    if (TF_GetCode(status_) != TF_OK) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor *tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }
  Run(const Run &) = delete;
  Run &operator=(const Run &) = delete;

  bool failed() const { return TF_GetCode(status_) != TF_OK; }
  void fail(TF_Code code, const std::string &message) {
    if (!failed()) TF_SetStatus(status_, code, (std::string(op_) + ": " + message).c_str());
  }

  // TensorFlow's calls overwrite the status: after a failure nothing more is asked of it, so the first one stands.
  TF_Tensor *input(int index) {
    TF_Tensor *tensor = nullptr;
    if (failed()) return nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (tensor != nullptr) tensors_.push_back(tensor);
    return tensor;
  }

  // The data of an input that must have this shape; null for an optional input that is empty.
  const void *data(int index, const char *name, const Shape &expected, bool optional = false) {
    TF_Tensor *tensor = input(index);
    if (failed()) return nullptr;
    const Shape shape = shapeOf(tensor);
    if (shape == expected) return TF_TensorData(tensor);
    if (optional && TF_TensorElementCount(tensor) == 0) return nullptr;
    fail(TF_INVALID_ARGUMENT, std::string(name) + " must have the shape " + describe(expected) +
                                  (optional ? " or be empty" : "") + ", but has " + describe(shape));
    return nullptr;
  }
  const float *floats(int index, const char *name, const Shape &expected, bool optional = false) {
    return static_cast<const float *>(data(index, name, expected, optional));
  }

  float *output(int index, const Shape &shape) {
    if (failed()) return nullptr;
    int64_t count = 1;
    for (int64_t size : shape) count *= size;
    TF_Tensor *tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), int(shape.size()),
                                          size_t(count) * sizeof(float), status_);
    if (tensor == nullptr) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<float *>(TF_TensorData(tensor));
  }

  // An output whose memory returns to our own pool when TensorFlow drops the tensor.
  float *pooledOutput(int index, int64_t count) {
    if (failed()) return nullptr;
    float *buffer = takeBuffer(size_t(count));
    if (buffer == nullptr) {
      outOfMemory();
      return nullptr;
    }
    const auto release = [](void *memory, size_t, void *) { giveBuffer(static_cast<float *>(memory)); };
    TF_Tensor *tensor =
        TF_NewTensor(TF_FLOAT, &count, 1, buffer, size_t(count) * sizeof(float), release, nullptr);
    if (tensor == nullptr) {
      outOfMemory();
      return nullptr;
    }
    tensors_.push_back(tensor);
    TF_SetOutput(context_, index, tensor, status_);
    return buffer;
  }

  // A vector of new values; a long one from our own pool.
  float *largeOutput(int index, int64_t count) {
    constexpr int64_t worthAPool = 1 << 14;
    return count < worthAPool ? output(index, {count}) : pooledOutput(index, count);
  }

  void outOfMemory() { fail(TF_RESOURCE_EXHAUSTED, "not enough memory for this batch; make it smaller"); }

  static Shape shapeOf(const TF_Tensor *tensor) {
    Shape shape;
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) shape.push_back(TF_Dim(tensor, axis));
    return shape;
  }

 private:
  TF_OpKernelContext *context_;
  const char *op_;
  TF_Status *status_;
  std::vector<TF_Tensor *> tensors_;
};

// An op as it is registered: its inputs, outputs and attributes as TensorFlow writes them, such as "x: float".
struct Op {
  const char *name;
  std::vector<const char *> inputs, outputs, attributes;
  void *(*create)(TF_OpKernelConstruction *);
  void (*compute)(void *, TF_OpKernelContext *);
  void (*destroy)(void *);
};

// Registers an op and its kernel for the processor. Returns an empty string, or what TensorFlow objects to.
std::string registerOp(const Op &op);

}  // namespace weft
