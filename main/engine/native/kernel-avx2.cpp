// The kernels for AVX2 with fused multiply-add.
#include <cstdint>
#include <cstring>

#include "buffer-pool.h"
#include "recurrent-kernel.h"
#include "thread-pool.h"
#include "update-kernel.h"

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>

#define VECTOR_FLOATS 8
#define TILE_ROWS 3  // 16 vector registers
#define KERNEL_NAMESPACE avx2
#define KERNEL_NAME "avx2"
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#include "kernel.inc"
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
