// The LSTM training kernel: arguments, and the table of functions that every instruction set provides.
#pragma once
#include <cstdint>

namespace weft {

// All arrays are dense and row-major, float32. Gate order along the 4U axis is Keras': input, forget, candidate,
// output. A step whose mask is 0 is frozen: h and c keep the previous step's values and no gradient passes its gates.
struct LstmArguments {
  int32_t batch, steps, inputs, units;
  int32_t threads;  // upper limit; small work uses fewer

  const float *x;                // [batch, steps, inputs]
  const float *kernel;           // [inputs, 4 units]
  const float *recurrentKernel;  // [units, 4 units]
  const float *bias;             // [4 units]
  const float *h0, *c0;          // [batch, units] or null for zeros
  const uint8_t *mask;           // [batch, steps] or null for all valid

  float *y;      // [batch, steps, units], h of every step: forward writes, backward reads
  float *stash;  // stashFloats() floats, 64-byte aligned: forward writes, backward reads
  float *hLast;  // [batch, units], forward only
  float *cLast;  // [batch, units], forward only

  // Backward only. A null incoming gradient means zeros.
  const float *dy;               // [batch, steps, units]
  const float *dhLast, *dcLast;  // [batch, units]
  float *dx;                     // [batch, steps, inputs] or null when not wanted
  float *dKernel, *dRecurrentKernel, *dBias;
  float *dh0, *dc0;  // [batch, units] or null when not wanted
};

struct LstmKernel {
  const char *name;  // 'avx512', 'avx2' or 'baseline'
  int64_t (*stashFloats)(const LstmArguments &);
  // Both return false when memory is exhausted.
  bool (*forward)(const LstmArguments &);
  bool (*backward)(const LstmArguments &);
};

namespace baseline {
extern const LstmKernel lstmKernel;
}
#if defined(__x86_64__) || defined(_M_X64)
namespace avx2 {
extern const LstmKernel lstmKernel;
}
namespace avx512 {
extern const LstmKernel lstmKernel;
}
#endif

// The best kernel this processor runs. The environment variable WEFT_INSTRUCTION_SET (avx512, avx2 or baseline)
// lowers the choice, so that every variant can be tested on one machine. Chosen once per process.
const LstmKernel &lstmKernel();

}  // namespace weft
