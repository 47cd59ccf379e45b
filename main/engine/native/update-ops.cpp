// An optimizer's step as a TensorFlow op. Outputs are new tensors: the variables of a session, and the tensors of
// JavaScript, keep the inputs alive until the step is done, so TensorFlow could never hand their memory on.
#include "update-ops.h"

#include "op-run.h"
#include "thread-pool.h"
#include "update-kernel.h"

namespace weft {
namespace {

enum class Rule { kAdam, kRmsprop, kSgd, kSgdMomentum };

struct Node {
  Rule rule;
  const char *op;
  UpdateArguments constants{};
  int slots() const { return rule == Rule::kAdam ? 2 : rule == Rule::kSgd ? 0 : 1; }
};

void run(const Node &node, const UpdateArguments &arguments) {
  const UpdateKernels &kernels = updateKernels();
  if (node.rule == Rule::kAdam) kernels.adam(arguments);
  else if (node.rule == Rule::kRmsprop) kernels.rmsprop(arguments);
  else kernels.sgd(arguments);
}

// [rate], or [rate, decay].
void readNumbers(Run &run, int index, UpdateArguments &a) {
  TF_Tensor *tensor = run.input(index);
  if (run.failed()) return;
  const Shape shape = Run::shapeOf(tensor);
  if (shape != Shape{1} && shape != Shape{2}) {
    run.fail(TF_INVALID_ARGUMENT, "the numbers must have the shape [1] or [2], but have " + describe(shape));
    return;
  }
  const float *numbers = static_cast<const float *>(TF_TensorData(tensor));
  a.rate = numbers[0];
  a.decays = shape[0] == 2;
  a.decay = a.decays ? numbers[1] : 0.f;
}

void compute(void *state, TF_OpKernelContext *context) {
  const Node &node = *static_cast<Node *>(state);
  Run run(context, node.op);
  UpdateArguments a = node.constants;
  int input = 0, output = 0;
  TF_Tensor *weight = run.input(input++);
  if (run.failed()) return;
  const Shape shape = Run::shapeOf(weight);
  if (shape.size() != 1) {
    run.fail(TF_INVALID_ARGUMENT, "the weight must have the shape [elements], but has " + describe(shape));
    return;
  }
  a.count = shape[0];
  a.threads = threads();
  a.weight = static_cast<const float *>(TF_TensorData(weight));
  a.gradient = run.floats(input++, "the gradient", shape);
  if (node.rule == Rule::kAdam || node.rule == Rule::kRmsprop) {
    a.squares = run.floats(input++, "the squares of the gradient", shape, true);
  }
  if (node.slots() > 0) a.first = run.floats(input++, "the first slot", shape);
  if (node.slots() > 1) a.second = run.floats(input++, "the second slot", shape);
  readNumbers(run, input++, a);
  a.nextWeight = run.largeOutput(output++, a.count);
  if (node.slots() > 0) a.nextFirst = run.largeOutput(output++, a.count);
  if (node.slots() > 1) a.nextSecond = run.largeOutput(output++, a.count);
  if (!run.failed() && a.count > 0) weft::run(node, a);
}

template <Rule rule>
void *create(TF_OpKernelConstruction *construction) {
  constexpr const char *names[] = {"WeftAdam", "WeftRmsprop", "WeftSgd", "WeftSgdMomentum"};
  Node *node = new Node{rule, names[int(rule)]};
  TF_Status *status = TF_NewStatus();
  const auto number = [&](const char *name, float &value) {
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrFloat(construction, name, &value, status);
  };
  UpdateArguments &constants = node->constants;
  if (rule == Rule::kAdam) {
    number("momentum_share", constants.firstShare);
    number("velocity_share", constants.secondShare);
  }
  if (rule == Rule::kRmsprop) {
    number("velocity_kept", constants.keep);
    number("velocity_share", constants.firstShare);
  }
  if (rule == Rule::kAdam || rule == Rule::kRmsprop) number("epsilon", constants.epsilon);
  if (rule == Rule::kSgdMomentum) {
    unsigned char nesterov = 0;
    number("momentum_kept", constants.keep);
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "nesterov", &nesterov, status);
    constants.nesterov = nesterov != 0;
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return node;
}

void destroy(void *state) { delete static_cast<Node *>(state); }

}  // namespace

std::string registerUpdateOps() {
  const std::vector<Op> ops = {
      {"WeftAdam",
       {"weight: float", "gradient: float", "squares: float", "momentum: float", "velocity: float", "numbers: float"},
       {"next_weight: float", "next_momentum: float", "next_velocity: float"},
       {"momentum_share: float", "velocity_share: float", "epsilon: float"},
       create<Rule::kAdam>,
       compute,
       destroy},
      {"WeftRmsprop",
       {"weight: float", "gradient: float", "squares: float", "velocity: float", "numbers: float"},
       {"next_weight: float", "next_velocity: float"},
       {"velocity_kept: float", "velocity_share: float", "epsilon: float"},
       create<Rule::kRmsprop>,
       compute,
       destroy},
      {"WeftSgd",
       {"weight: float", "gradient: float", "numbers: float"},
       {"next_weight: float"},
       {},
       create<Rule::kSgd>,
       compute,
       destroy},
      {"WeftSgdMomentum",
       {"weight: float", "gradient: float", "momentum: float", "numbers: float"},
       {"next_weight: float", "next_momentum: float"},
       {"momentum_kept: float", "nesterov: bool = false"},
       create<Rule::kSgdMomentum>,
       compute,
       destroy},
  };
  for (const Op &op : ops) {
    const std::string problem = registerOp(op);
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace weft
