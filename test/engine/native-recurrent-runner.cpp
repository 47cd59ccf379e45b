// Runs the recurrent kernels on problems from a file, without Node and TensorFlow, for processors that neither is at
// hand for (under an emulator). Usage: runner THREADS PROBLEMS RESULTS; both files as native-recurrent-neon.test.ts
// writes and reads them. Prints the name of the instruction set.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "recurrent-kernel.h"

namespace {

using Floats = std::vector<float>;

FILE *problems, *results;

template <class T>
std::vector<T> read(size_t count) {
  std::vector<T> values(count);
  if (std::fread(values.data(), sizeof(T), count, problems) != count) std::exit(2);
  return values;
}

int32_t readInteger() { return read<int32_t>(1)[0]; }

// An array behind its length.
template <class T>
std::vector<T> readArray() {
  return read<T>(size_t(readInteger()));
}

const float *orNull(const Floats &values) { return values.empty() ? nullptr : values.data(); }

// False when the kernels ran out of memory.
bool solve(int threads) {
  weft::RecurrentArguments a{};
  a.cell = weft::Cell(readInteger());
  a.batch = readInteger();
  a.steps = readInteger();
  a.inputs = readInteger();
  a.units = readInteger();
  a.threads = threads;
  const Floats x = readArray<float>(), kernel = readArray<float>(), recurrent = readArray<float>();
  const Floats bias = readArray<float>(), h0 = readArray<float>(), c0 = readArray<float>();
  const std::vector<uint8_t> mask = readArray<uint8_t>();
  const Floats inputMask = readArray<float>(), recurrentMask = readArray<float>();
  const Floats dy = readArray<float>(), dh = readArray<float>(), dc = readArray<float>();
  a.x = x.data();
  a.kernel = kernel.data();
  a.recurrentKernel = recurrent.data();
  a.bias = bias.data();
  a.h0 = orNull(h0);
  a.c0 = orNull(c0);
  a.mask = mask.empty() ? nullptr : mask.data();
  a.inputMask = {orNull(inputMask), int32_t(inputMask.size() / (size_t(a.batch) * a.inputs))};
  a.recurrentMask = {orNull(recurrentMask), int32_t(recurrentMask.size() / (size_t(a.batch) * a.units))};
  a.dy = orNull(dy);
  a.dhLast = orNull(dh);
  a.dcLast = orNull(dc);

  const size_t state = size_t(a.batch) * a.units;
  Floats y(state * a.steps), h(state), c(state), dx(x.size()), dKernel(kernel.size()), dRecurrent(recurrent.size());
  Floats dBias(bias.size()), dh0(state), dc0(state);
  // The kernels ask for an alignment of 64 bytes.
  Floats memory(size_t(weft::recurrentKernels().stashFloats(a)) + 16);
  a.stash = reinterpret_cast<float *>((reinterpret_cast<uintptr_t>(memory.data()) + 63) / 64 * 64);
  a.y = y.data();
  a.hLast = h.data();
  a.cLast = c.data();
  a.dx = dx.data();
  a.dKernel = dKernel.data();
  a.dRecurrentKernel = dRecurrent.data();
  a.dBias = dBias.data();
  a.dh0 = dh0.data();
  if (a.cell == weft::Cell::kLstm) a.dc0 = dc0.data();
  if (!weft::recurrentKernels().forward(a) || !weft::recurrentKernels().backward(a)) return false;
  for (const Floats *values : {&y, &h, &c, &dx, &dKernel, &dRecurrent, &dBias, &dh0, &dc0}) {
    std::fwrite(values->data(), sizeof(float), values->size(), results);
  }
  return true;
}

}  // namespace

int main(int count, char **arguments) {
  if (count != 4) return 2;
  problems = std::fopen(arguments[2], "rb");
  results = std::fopen(arguments[3], "wb");
  if (problems == nullptr || results == nullptr) return 2;
  for (int left = readInteger(); left > 0; left--) {
    if (!solve(std::atoi(arguments[1]))) return 3;
  }
  std::printf("%s\n", weft::recurrentKernels().name);
  return std::fclose(results) == 0 ? 0 : 2;
}
