// The kernels for any processor: plain x86-64 (SSE2), or NEON on 64-bit ARM, by the compiler's vector extensions.
#include <cstdint>
#include <cstring>

#include "buffer-pool.h"
#include "recurrent-kernel.h"
#include "thread-pool.h"

#define VECTOR_FLOATS 4
#if defined(__aarch64__)
#define TILE_ROWS 6  // 32 vector registers
#else
#define TILE_ROWS 3  // 16 vector registers
#endif
#define KERNEL_NAMESPACE baseline
#define KERNEL_NAME "baseline"
#include "kernel.inc"
