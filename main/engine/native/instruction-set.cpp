#include <cstdlib>
#include <cstring>

#include "recurrent-kernel.h"

namespace weft {
namespace {

bool allowed(const char *name) {
  const char *limit = std::getenv("WEFT_INSTRUCTION_SET");
  if (limit == nullptr || std::strcmp(limit, "avx512") == 0) return true;
  if (std::strcmp(limit, "avx2") == 0) return std::strcmp(name, "avx512") != 0;
  return std::strcmp(limit, "baseline") != 0;
}

const RecurrentKernels &choose() {
#if defined(__x86_64__) || defined(_M_X64)
  __builtin_cpu_init();
  if (allowed("avx512") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    return avx512::recurrentKernels;
  }
  if (allowed("avx2") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::recurrentKernels;
#else
  (void)allowed;
#endif
  return baseline::recurrentKernels;
}

}  // namespace

const RecurrentKernels &recurrentKernels() {
  static const RecurrentKernels &chosen = choose();
  return chosen;
}

}  // namespace weft
