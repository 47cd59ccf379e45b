// WeftLstm and WeftLstmGrad as TensorFlow ops, through TensorFlow's stable C interface only.
#include "tensorflow-ops.h"

#include <climits>
#include <cstring>
#include <initializer_list>
#include <vector>

#include "buffer-pool.h"
#include "lstm-kernel.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"
#include "thread-pool.h"

namespace weft {
namespace {

enum ForwardInput { kX, kKernel, kRecurrentKernel, kBias, kH0, kC0, kMask };
enum ForwardOutput { kY, kHLast, kCLast, kStash };
enum BackwardInput { kYInput = kMask + 1, kStashInput, kDy, kDhLast, kDcLast };
enum BackwardOutput { kDx, kDKernel, kDRecurrentKernel, kDBias, kDh0, kDc0 };

using Shape = std::vector<int64_t>;

std::string describe(const Shape &shape) {
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

// Reads the inputs that both ops share. False when one of them has a wrong shape.
bool readShared(Run &run, LstmArguments &a) {
  a = LstmArguments{};
  TF_Tensor *x = run.input(kX), *recurrent = run.input(kRecurrentKernel);
  if (run.failed()) return false;
  const Shape shape = Run::shapeOf(x), recurrentShape = Run::shapeOf(recurrent);
  if (shape.size() != 3 || shape[1] < 1 || shape[2] < 1) {
    run.fail(TF_INVALID_ARGUMENT, "x must have the shape [batch, steps, inputs], but has " + describe(shape));
    return false;
  }
  if (recurrentShape.size() != 2 || recurrentShape[0] < 1 || recurrentShape[1] != 4 * recurrentShape[0]) {
    run.fail(TF_INVALID_ARGUMENT,
             "the recurrent kernel must have the shape [units, 4 units], but has " + describe(recurrentShape));
    return false;
  }
  if (shape[0] > INT_MAX || shape[1] > INT_MAX || shape[2] > INT_MAX / 64 || recurrentShape[0] > INT_MAX / 64) {
    run.fail(TF_INVALID_ARGUMENT, "x is too large: " + describe(shape));
    return false;
  }
  const int64_t batch = shape[0], steps = shape[1], inputs = shape[2], units = recurrentShape[0];
  a.batch = int32_t(batch);
  a.steps = int32_t(steps);
  a.inputs = int32_t(inputs);
  a.units = int32_t(units);
  a.threads = threads();
  a.x = static_cast<const float *>(TF_TensorData(x));
  a.recurrentKernel = static_cast<const float *>(TF_TensorData(recurrent));
  a.kernel = run.floats(kKernel, "the kernel", {inputs, 4 * units});
  a.bias = run.floats(kBias, "the bias", {4 * units});
  a.h0 = run.floats(kH0, "the initial h", {batch, units}, true);
  a.c0 = run.floats(kC0, "the initial c", {batch, units}, true);
  a.mask = static_cast<const uint8_t *>(run.data(kMask, "the mask", {batch, steps}, true));
  return !run.failed();
}

void computeForward(void *, TF_OpKernelContext *context) {
  Run run(context, "WeftLstm");
  LstmArguments a;
  if (!readShared(run, a)) return;
  a.y = run.output(kY, {a.batch, a.steps, a.units});
  a.hLast = run.output(kHLast, {a.batch, a.units});
  a.cLast = run.output(kCLast, {a.batch, a.units});
  a.stash = run.pooledOutput(kStash, lstmKernel().stashFloats(a));
  if (run.failed() || a.batch == 0) return;
  if (!lstmKernel().forward(a)) run.outOfMemory();
}

// State of a WeftLstmGrad node.
struct Wanted {
  unsigned char inputGradient = 1;
};

void *createBackward(TF_OpKernelConstruction *construction) {
  Wanted *wanted = new Wanted;
  TF_Status *status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrBool(construction, "input_gradient", &wanted->inputGradient, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return wanted;
}

void computeBackward(void *state, TF_OpKernelContext *context) {
  Run run(context, "WeftLstmGrad");
  LstmArguments a;
  if (!readShared(run, a)) return;
  const int64_t batch = a.batch, steps = a.steps, inputs = a.inputs, units = a.units;
  const bool inputGradient = static_cast<Wanted *>(state)->inputGradient != 0;
  // The kernel only reads these two here; its arguments serve both passes.
  a.y = const_cast<float *>(run.floats(kYInput, "y", {batch, steps, units}));
  a.stash = const_cast<float *>(run.floats(kStashInput, "the stash", {lstmKernel().stashFloats(a)}));
  a.dy = run.floats(kDy, "the gradient of y", {batch, steps, units}, true);
  a.dhLast = run.floats(kDhLast, "the gradient of the last h", {batch, units}, true);
  a.dcLast = run.floats(kDcLast, "the gradient of the last c", {batch, units}, true);
  if (inputGradient) a.dx = run.output(kDx, {batch, steps, inputs});
  else run.output(kDx, {0});
  a.dKernel = run.output(kDKernel, {inputs, 4 * units});
  a.dRecurrentKernel = run.output(kDRecurrentKernel, {units, 4 * units});
  a.dBias = run.output(kDBias, {4 * units});
  if (a.h0 != nullptr) a.dh0 = run.output(kDh0, {batch, units});
  else run.output(kDh0, {0});
  if (a.c0 != nullptr) a.dc0 = run.output(kDc0, {batch, units});
  else run.output(kDc0, {0});
  if (run.failed()) return;
  if (a.batch == 0) {
    std::memset(a.dKernel, 0, sizeof(float) * inputs * 4 * units);
    std::memset(a.dRecurrentKernel, 0, sizeof(float) * units * 4 * units);
    std::memset(a.dBias, 0, sizeof(float) * 4 * units);
  } else if (!lstmKernel().backward(a)) {
    run.outOfMemory();
  }
}

// The kernel checks its shapes when it runs; the graph need not know them earlier.
void unknownShapes(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

struct Op {
  const char *name;
  std::vector<const char *> inputs, outputs, attributes;
  void *(*create)(TF_OpKernelConstruction *);
  void (*compute)(void *, TF_OpKernelContext *);
  void (*destroy)(void *);
};

std::string registerOp(const Op &op) {
  TF_OpDefinitionBuilder *builder = TF_NewOpDefinitionBuilder(op.name);
  for (const char *input : op.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char *output : op.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  for (const char *attribute : op.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, unknownShapes);
  TF_Status *status = TF_NewStatus();
  TF_RegisterOpDefinition(builder, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_RegisterKernelBuilder(op.name, TF_NewKernelBuilder(op.name, "CPU", op.create, op.compute, op.destroy), status);
  }
  const std::string problem = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
  TF_DeleteStatus(status);
  return problem;
}

std::string registerAll() {
  const std::vector<const char *> shared = {"x: float",    "kernel: float", "recurrent_kernel: float", "bias: float",
                                            "h0: float",   "c0: float",     "mask: bool"};
  std::vector<const char *> backward = shared;
  for (const char *more : {"y: float", "stash: float", "dy: float", "dh_last: float", "dc_last: float"}) {
    backward.push_back(more);
  }
  const std::string problem = registerOp({"WeftLstm",
                                          shared,
                                          {"y: float", "h_last: float", "c_last: float", "stash: float"},
                                          {},
                                          nullptr,
                                          computeForward,
                                          nullptr});
  if (!problem.empty()) return problem;
  return registerOp({"WeftLstmGrad",
                     backward,
                     {"dx: float", "dkernel: float", "drecurrent_kernel: float", "dbias: float", "dh0: float",
                      "dc0: float"},
                     {"input_gradient: bool = true"},
                     createBackward,
                     computeBackward,
                     [](void *state) { delete static_cast<Wanted *>(state); }});
}

}  // namespace

const std::string &registerTensorflowOps() {
  static const std::string problem = registerAll();
  return problem;
}

}  // namespace weft
