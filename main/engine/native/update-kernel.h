// An optimizer's step on all weights as one vector: arguments, and the table of functions that every instruction set
// provides. One pass over memory; the same roundings in the same order as the rules in trainer/training/update-rules.ts
// made of TensorFlow's ops, so that both give the same bits.
#pragma once
#include <cstdint>

namespace weft {

// All vectors have `count` elements. Outputs may be the inputs of the same name: each element is read before it is
// written.
struct UpdateArguments {
  int64_t count;
  int32_t threads;  // upper limit; short vectors use fewer
  const float *weight, *gradient;
  const float *squares;          // of the gradient; null: gradient times gradient
  const float *first, *second;   // slots, in the rule's order; null where the rule has none
  float *nextWeight, *nextFirst, *nextSecond;
  float rate;                    // Adam: alpha, the learning rate with both bias corrections; else the learning rate
  bool decays;                   // whether the weight is lowered by weight * decay first
  float decay;
  // The rule's constants.
  //   Adam      first: momentum, second: velocity; firstShare: 1 - beta_1, secondShare: 1 - beta_2
  //   RMSprop   first: velocity; keep: rho, firstShare: 1 - rho
  //   SGD       first: momentum, or null; keep: momentum
  float firstShare, secondShare, keep, epsilon;
  bool nesterov;
};

struct UpdateKernels {
  void (*adam)(const UpdateArguments &);
  void (*rmsprop)(const UpdateArguments &);
  void (*sgd)(const UpdateArguments &);
};

namespace baseline {
extern const UpdateKernels updateKernels;
}
#if defined(__x86_64__) || defined(_M_X64)
namespace avx2 {
extern const UpdateKernels updateKernels;
}
namespace avx512 {
extern const UpdateKernels updateKernels;
}
#endif

// Of the same instruction set as recurrentKernels().
const UpdateKernels &updateKernels();

}  // namespace weft
