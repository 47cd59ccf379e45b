// The recurrent training kernels: arguments, and the table of functions that every instruction set provides.
#pragma once
#include <cstdint>

namespace weft {

// What is computed in a step. Keras' gates and their order along the kernels' last axis:
//   kLstm             input, forget, candidate, output
//   kGruResetAfter    update z, reset r, candidate; r acts on the product with the recurrent kernel; bias [2, 3 units]
//   kGruResetBefore   the same gates; r acts on h before the product; bias [3 units]
//   kRnnTanh, kRnnRelu  one gate, its activation tanh or relu
enum class Cell { kLstm, kGruResetAfter, kGruResetBefore, kRnnTanh, kRnnRelu };

// Gates of a cell, as Keras counts them.
constexpr int gatesOf(Cell cell) {
  return cell == Cell::kLstm ? 4 : cell == Cell::kRnnTanh || cell == Cell::kRnnRelu ? 1 : 3;
}

// A dropout mask, constant over the steps: [gates, batch, features], its values 0 or 1 / (1 - rate). One mask serves
// all gates when `gates` is 1. Null values: no dropout.
struct DropoutMask {
  const float *values;
  int32_t gates;
};

// All arrays are dense and row-major, float32. A step whose mask is 0 is frozen: the states keep the previous step's
// values and no gradient passes its gates.
struct RecurrentArguments {
  Cell cell;
  int32_t batch, steps, inputs, units;
  int32_t threads;  // upper limit; small work uses fewer

  const float *x;                // [batch, steps, inputs]
  const float *kernel;           // [inputs, gates units]
  const float *recurrentKernel;  // [units, gates units]
  const float *bias;             // [gates units], or [2, gates units]: of the input's and of the state's product
  const uint8_t *mask;           // [batch, steps] or null for all valid
  DropoutMask inputMask;         // of x
  DropoutMask recurrentMask;     // of h where it meets the recurrent kernel; what a state hands on stays whole
  const float *h0, *c0;          // [batch, units] or null for zeros; c only in the LSTM, here and below

  float *y;      // [batch, steps, units], h of every step: forward writes, backward reads
  float *stash;  // stashFloats() floats, 64-byte aligned: forward writes, backward reads; null: no backward will come
  float *hLast;  // [batch, units], forward only
  float *cLast;  // [batch, units], forward only

  // Backward only. A null incoming gradient means zeros.
  const float *dy;               // [batch, steps, units]
  const float *dhLast, *dcLast;  // [batch, units]
  float *dx;                     // [batch, steps, inputs] or null when not wanted
  float *dKernel, *dRecurrentKernel, *dBias;
  float *dh0, *dc0;  // [batch, units] or null when not wanted
};

struct RecurrentKernels {
  const char *name;  // 'avx512', 'avx2', 'baseline' (plain x86-64) or 'neon' (64-bit ARM)
  int64_t (*stashFloats)(const RecurrentArguments &);
  // Both return false when memory is exhausted.
  bool (*forward)(const RecurrentArguments &);
  bool (*backward)(const RecurrentArguments &);
};

namespace baseline {
extern const RecurrentKernels recurrentKernels;
}
#if defined(__x86_64__) || defined(_M_X64)
namespace avx2 {
extern const RecurrentKernels recurrentKernels;
}
namespace avx512 {
extern const RecurrentKernels recurrentKernels;
}
#endif

// The best kernels this processor runs. The environment variable WEFT_ISA (avx512, avx2 or baseline)
// lowers the choice, so that every variant can be tested on one machine. Chosen once per process.
const RecurrentKernels &recurrentKernels();

}  // namespace weft
