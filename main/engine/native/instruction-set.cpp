#include <cstdlib>
#include <cstring>

#include "recurrent-kernel.h"
#include "update-kernel.h"

namespace weft {
namespace {

bool allowed(const char *name) {
  const char *limit = std::getenv("WEFT_ISA");
  if (limit == nullptr || std::strcmp(limit, "avx512") == 0) return true;
  if (std::strcmp(limit, "avx2") == 0) return std::strcmp(name, "avx512") != 0;
  return std::strcmp(limit, "baseline") != 0;
}

struct Kernels {
  const RecurrentKernels &recurrent;
  const UpdateKernels &update;
};

Kernels choose() {
#if defined(__x86_64__) || defined(_M_X64)
  __builtin_cpu_init();
  if (allowed("avx512") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    return {avx512::recurrentKernels, avx512::updateKernels};
  }
  if (allowed("avx2") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return {avx2::recurrentKernels, avx2::updateKernels};
  }
#else
  (void)allowed;
#endif
  return {baseline::recurrentKernels, baseline::updateKernels};
}

const Kernels &chosen() {
  static const Kernels kernels = choose();
  return kernels;
}

}  // namespace

const RecurrentKernels &recurrentKernels() { return chosen().recurrent; }
const UpdateKernels &updateKernels() { return chosen().update; }

}  // namespace weft
