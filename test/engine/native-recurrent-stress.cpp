// Several threads run different LSTM problems through one kernel at once, as TensorFlow's inter-op threads may, and
// every result must equal, bit for bit, the one that was computed alone. Built with the thread sanitizer by
// native-lstm-stress.test.ts. Prints "equal" or says what differs.
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "lstm-kernel.h"

namespace {

using Floats = std::vector<float>;

struct Problem {
  Problem(int seed, int batch, int steps, int inputs, int units) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-1.f, 1.f);
    const auto draw = [&](size_t size) {
      Floats values(size);
      for (float &value : values) value = uniform(random);
      return values;
    };
    a = {};
    a.batch = batch;
    a.steps = steps;
    a.inputs = inputs;
    a.units = units;
    a.threads = 3;
    x = draw(size_t(batch) * steps * inputs);
    kernel = draw(size_t(inputs) * 4 * units);
    recurrent = draw(size_t(units) * 4 * units);
    bias = draw(4 * units);
    dy = draw(size_t(batch) * steps * units);
    mask.resize(size_t(batch) * steps);
    for (uint8_t &step : mask) step = random() % 3 > 0;
  }

  // The op's every result, one after the other.
  Floats run() const {
    LstmArguments args = a;
    const size_t sequence = size_t(a.batch) * a.steps * a.units, state = size_t(a.batch) * a.units;
    Floats y(sequence), h(state), c(state), dx(x.size()), dk(kernel.size()), dr(recurrent.size()), db(bias.size());
    Floats stash(weft::lstmKernel().stashFloats(a));
    args.x = x.data();
    args.kernel = kernel.data();
    args.recurrentKernel = recurrent.data();
    args.bias = bias.data();
    args.mask = mask.data();
    args.y = y.data();
    args.hLast = h.data();
    args.cLast = c.data();
    args.stash = stash.data();
    args.dy = dy.data();
    args.dx = dx.data();
    args.dKernel = dk.data();
    args.dRecurrentKernel = dr.data();
    args.dBias = db.data();
    if (!weft::lstmKernel().forward(args) || !weft::lstmKernel().backward(args)) return {};
    Floats all;
    for (const Floats *part : {&y, &h, &c, &dx, &dk, &dr, &db}) all.insert(all.end(), part->begin(), part->end());
    return all;
  }

  using LstmArguments = weft::LstmArguments;
  LstmArguments a;
  Floats x, kernel, recurrent, bias, dy;
  std::vector<uint8_t> mask;
};

}  // namespace

int main() {
  const std::vector<Problem> problems = {
      {1, 10, 30, 20, 40}, {2, 33, 12, 7, 64}, {3, 8, 40, 30, 33}, {4, 16, 9, 64, 50}};
  std::vector<Floats> alone;
  for (const Problem &problem : problems) alone.push_back(problem.run());
  std::vector<int> different(problems.size(), 0);
  std::vector<std::thread> threads;
  for (size_t index = 0; index < problems.size(); index++) {
    threads.emplace_back([&, index] {
      for (int round = 0; round < 10; round++) {
        const Floats together = problems[index].run();
        const bool same = together.size() == alone[index].size() && !together.empty() &&
                          std::memcmp(together.data(), alone[index].data(), together.size() * sizeof(float)) == 0;
        if (!same) different[index]++;
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  for (size_t index = 0; index < problems.size(); index++) {
    if (different[index] > 0) std::printf("problem %zu differs in %d of 10 rounds\n", index, different[index]);
  }
  int total = 0;
  for (int count : different) total += count;
  if (total == 0) std::printf("equal %s\n", weft::lstmKernel().name);
  return total == 0 ? 0 : 1;
}
