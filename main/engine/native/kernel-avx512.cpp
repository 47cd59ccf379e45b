// The kernels for AVX-512.
#include <cstdint>
#include <cstring>

#include "buffer-pool.h"
#include "recurrent-kernel.h"
#include "thread-pool.h"
#include "update-kernel.h"

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>

#define VECTOR_FLOATS 16
#define TILE_ROWS 6  // 32 vector registers
#define KERNEL_NAMESPACE avx512
#define KERNEL_NAME "avx512"
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")
#endif
#include "kernel.inc"
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
