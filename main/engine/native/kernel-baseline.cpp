// The kernels for any processor: plain x86-64 (SSE2), or NEON on 64-bit ARM, by the compiler's vector extensions.
#include <cstdint>
#include <cstring>
#if defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

#include "buffer-pool.h"
#include "recurrent-kernel.h"
#include "thread-pool.h"
#include "update-kernel.h"

#define VECTOR_FLOATS 4
#if defined(__aarch64__)
#define TILE_ROWS 6  // 32 vector registers
#else
#define TILE_ROWS 3  // 16 vector registers
#endif
#define KERNEL_NAMESPACE baseline
#if defined(__aarch64__)
#define KERNEL_NAME "neon"
#else
#define KERNEL_NAME "baseline"
#endif
#include "kernel.inc"
