// The recurrent kernels as TensorFlow ops.
#include "recurrent-ops.h"

#include <climits>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "op-run.h"
#include "recurrent-kernel.h"
#include "thread-pool.h"

namespace weft {
namespace {

// An op pair: WeftLstmV2 and WeftLstmV2Grad, WeftGru and WeftGruGrad, WeftSimpleRnn and WeftSimpleRnnGrad.
enum class Family { kLstm, kGru, kSimpleRnn };

// The inputs that both ops of a pair share; c0 exists in the LSTM only, and so do its last state and its gradients.
enum SharedInput { kX, kKernel, kRecurrentKernel, kBias, kMask, kInputMask, kRecurrentMask, kH0, kC0 };

// What a node knows from its attributes.
struct Node {
  Family family;
  Cell cell;
  bool training = true;       // forward: whether a backward pass will need the stash
  bool inputGradient = true;  // backward: whether dx is wanted
  const char *op;
  bool hasCellState() const { return family == Family::kLstm; }
  int sharedInputs() const { return hasCellState() ? kC0 + 1 : kC0; }
};

// [gates units], or [2, gates units] with a bias for each product.
Shape biasShape(const RecurrentArguments &a) {
  const int64_t width = int64_t(gatesOf(a.cell)) * a.units;
  return a.cell == Cell::kGruResetAfter ? Shape{2, width} : Shape{width};
}

// A dropout mask [1 or gates, batch, features]; null when the input is empty.
DropoutMask dropoutMask(Run &run, int index, const char *name, int64_t gates, int64_t batch, int64_t features) {
  TF_Tensor *tensor = run.input(index);
  if (run.failed() || TF_TensorElementCount(tensor) == 0) return {nullptr, 0};
  const Shape shape = Run::shapeOf(tensor);
  if (shape.size() == 3 && (shape[0] == 1 || shape[0] == gates) && shape[1] == batch && shape[2] == features) {
    return {static_cast<const float *>(TF_TensorData(tensor)), int32_t(shape[0])};
  }
  run.fail(TF_INVALID_ARGUMENT, std::string(name) + " must have the shape " + describe({gates, batch, features}) +
                                    " or " + describe({1, batch, features}) + " or be empty, but has " +
                                    describe(shape));
  return {nullptr, 0};
}

// Reads the inputs that both ops of a pair share. False when one of them has a wrong shape.
bool readShared(Run &run, const Node &node, RecurrentArguments &a) {
  a = RecurrentArguments{};
  a.cell = node.cell;
  const int64_t gates = gatesOf(node.cell);
  TF_Tensor *x = run.input(kX), *recurrent = run.input(kRecurrentKernel);
  if (run.failed()) return false;
  const Shape shape = Run::shapeOf(x), recurrentShape = Run::shapeOf(recurrent);
  if (shape.size() != 3 || shape[1] < 1 || shape[2] < 1) {
    run.fail(TF_INVALID_ARGUMENT, "x must have the shape [batch, steps, inputs], but has " + describe(shape));
    return false;
  }
  if (recurrentShape.size() != 2 || recurrentShape[0] < 1 || recurrentShape[1] != gates * recurrentShape[0]) {
    const std::string wanted = gates == 1 ? "[units, units]" : "[units, " + std::to_string(gates) + " units]";
    run.fail(TF_INVALID_ARGUMENT,
             "the recurrent kernel must have the shape " + wanted + ", but has " + describe(recurrentShape));
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
  a.kernel = run.floats(kKernel, "the kernel", {inputs, gates * units});
  a.bias = run.floats(kBias, "the bias", biasShape(a));
  a.mask = static_cast<const uint8_t *>(run.data(kMask, "the mask", {batch, steps}, true));
  a.inputMask = dropoutMask(run, kInputMask, "the input's dropout mask", gates, batch, inputs);
  a.recurrentMask = dropoutMask(run, kRecurrentMask, "the recurrent dropout mask", gates, batch, units);
  a.h0 = run.floats(kH0, "the initial h", {batch, units}, true);
  if (node.hasCellState()) a.c0 = run.floats(kC0, "the initial c", {batch, units}, true);
  return !run.failed();
}

void computeForward(void *state, TF_OpKernelContext *context) {
  const Node &node = *static_cast<Node *>(state);
  Run run(context, node.op);
  RecurrentArguments a;
  if (!readShared(run, node, a)) return;
  int output = 0;
  a.y = run.output(output++, {a.batch, a.steps, a.units});
  a.hLast = run.output(output++, {a.batch, a.units});
  if (node.hasCellState()) a.cLast = run.output(output++, {a.batch, a.units});
  const int64_t stash = node.training && !run.failed() ? recurrentKernels().stashFloats(a) : 0;
  if (stash > 0) a.stash = run.pooledOutput(output, stash);
  else run.output(output, {0});
  if (run.failed() || a.batch == 0) return;
  if (!recurrentKernels().forward(a)) run.outOfMemory();
}

void computeBackward(void *state, TF_OpKernelContext *context) {
  const Node &node = *static_cast<Node *>(state);
  Run run(context, node.op);
  RecurrentArguments a;
  if (!readShared(run, node, a)) return;
  const int64_t batch = a.batch, steps = a.steps, inputs = a.inputs, units = a.units, width = gatesOf(a.cell) * units;
  int input = node.sharedInputs(), output = 0;
  // The kernel only reads these two here; its arguments serve both passes.
  a.y = const_cast<float *>(run.floats(input++, "y", {batch, steps, units}));
  a.stash = const_cast<float *>(run.floats(input++, "the stash", {recurrentKernels().stashFloats(a)}));
  a.dy = run.floats(input++, "the gradient of y", {batch, steps, units}, true);
  a.dhLast = run.floats(input++, "the gradient of the last h", {batch, units}, true);
  if (node.hasCellState()) a.dcLast = run.floats(input++, "the gradient of the last c", {batch, units}, true);
  if (node.inputGradient) a.dx = run.output(output++, {batch, steps, inputs});
  else run.output(output++, {0});
  a.dKernel = run.output(output++, {inputs, width});
  a.dRecurrentKernel = run.output(output++, {units, width});
  a.dBias = run.output(output++, biasShape(a));
  if (a.h0 != nullptr) a.dh0 = run.output(output++, {batch, units});
  else run.output(output++, {0});
  if (a.c0 != nullptr) a.dc0 = run.output(output++, {batch, units});
  else if (node.hasCellState()) run.output(output++, {0});
  if (run.failed()) return;
  if (a.batch == 0) {
    std::memset(a.dKernel, 0, sizeof(float) * inputs * width);
    std::memset(a.dRecurrentKernel, 0, sizeof(float) * units * width);
    const size_t biases = biasShape(a).size();  // one axis for one bias, two for two
    std::memset(a.dBias, 0, sizeof(float) * biases * width);
  } else if (!recurrentKernels().backward(a)) {
    run.outOfMemory();
  }
}

// Reads the attributes of a node, so far as its op has them.
template <Family family, bool isBackward>
void *createNode(TF_OpKernelConstruction *construction) {
  constexpr const char *names[] = {"WeftLstmV2", "WeftGru", "WeftSimpleRnn"};
  constexpr const char *gradients[] = {"WeftLstmV2Grad", "WeftGruGrad", "WeftSimpleRnnGrad"};
  Node *node = new Node{family, Cell::kLstm, true, true, (isBackward ? gradients : names)[int(family)]};
  TF_Status *status = TF_NewStatus();
  const auto flag = [&](const char *name) {
    unsigned char value = 0;
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, name, &value, status);
    return value != 0;
  };
  if (family == Family::kGru) node->cell = flag("reset_after") ? Cell::kGruResetAfter : Cell::kGruResetBefore;
  if (family == Family::kSimpleRnn) node->cell = flag("relu") ? Cell::kRnnRelu : Cell::kRnnTanh;
  if (isBackward) node->inputGradient = flag("input_gradient");
  else node->training = flag("training");
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return node;
}

void deleteNode(void *state) { delete static_cast<Node *>(state); }

// Registers a forward op and its gradient; `choice` is the attribute that tells the family's cells apart, or null.
template <Family family>
std::string registerPair(const char *forward, const char *backward, const char *choice) {
  using Names = std::vector<const char *>;
  constexpr bool hasCellState = family == Family::kLstm;
  const auto joined = [](Names names, const Names &more, const char *last, bool hasLast) {
    names.insert(names.end(), more.begin(), more.end());
    if (hasLast) names.push_back(last);
    return names;
  };
  const Names shared = joined({"x: float", "kernel: float", "recurrent_kernel: float", "bias: float", "mask: bool"},
                              {"input_mask: float", "recurrent_mask: float", "h0: float"}, "c0: float", hasCellState);
  Names outputs = joined({}, {"y: float", "h_last: float"}, "c_last: float", hasCellState);
  outputs.push_back("stash: float");
  const std::string problem = registerOp({forward, shared, outputs,
                                          joined({"training: bool = true"}, {}, choice, choice != nullptr),
                                          createNode<family, false>, computeForward, deleteNode});
  if (!problem.empty()) return problem;
  return registerOp({backward,
                     joined(shared, {"y: float", "stash: float", "dy: float", "dh_last: float"}, "dc_last: float",
                            hasCellState),
                     joined({"dx: float", "dkernel: float", "drecurrent_kernel: float"}, {"dbias: float", "dh0: float"},
                            "dc0: float", hasCellState),
                     joined({"input_gradient: bool = true"}, {}, choice, choice != nullptr),
                     createNode<family, true>, computeBackward, deleteNode});
}

}  // namespace

std::string registerRecurrentOps() {
  std::string problem = registerPair<Family::kLstm>("WeftLstmV2", "WeftLstmV2Grad", nullptr);
  if (problem.empty()) problem = registerPair<Family::kGru>("WeftGru", "WeftGruGrad", "reset_after: bool = true");
  if (problem.empty()) {
    problem = registerPair<Family::kSimpleRnn>("WeftSimpleRnn", "WeftSimpleRnnGrad", "relu: bool = false");
  }
  return problem;
}

}  // namespace weft
