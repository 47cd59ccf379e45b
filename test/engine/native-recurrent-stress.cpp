// Several threads run different problems through one kernel at once, as TensorFlow's inter-op threads may, and
// every result must equal, bit for bit, the one that was computed alone. Built with the thread sanitizer, and again with the address sanitizer, by
// native-recurrent-stress.test.ts. Prints "equal" or says what differs.
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "recurrent-kernel.h"

namespace {

using Floats = std::vector<float>;

struct Problem {
  Problem(weft::Cell cell, int seed, int batch, int steps, int inputs, int units, bool dropout) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-1.f, 1.f);
    const auto draw = [&](size_t size) {
      Floats values(size);
      for (float &value : values) value = uniform(random);
      return values;
    };
    const int gates = weft::gatesOf(cell), width = gates * units;
    a = {};
    a.cell = cell;
    a.batch = batch;
    a.steps = steps;
    a.inputs = inputs;
    a.units = units;
    a.threads = 3;
    x = draw(size_t(batch) * steps * inputs);
    kernel = draw(size_t(inputs) * width);
    recurrent = draw(size_t(units) * width);
    bias = draw(cell == weft::Cell::kGruResetAfter ? 2 * width : width);
    if (dropout) {
      inputMask = draw(size_t(gates) * batch * inputs);
      recurrentMask = draw(size_t(batch) * units);  // one for all gates
    }
    h0 = draw(size_t(batch) * units);
    c0 = draw(size_t(batch) * units);
    dy = draw(size_t(batch) * steps * units);
    mask.resize(size_t(batch) * steps);
    for (uint8_t &step : mask) step = random() % 3 > 0;
  }

  // The op's every result, one after the other.
  Floats run() const {
    RecurrentArguments args = a;
    const size_t sequence = size_t(a.batch) * a.steps * a.units, state = size_t(a.batch) * a.units;
    Floats y(sequence), h(state), c(state), dx(x.size()), dk(kernel.size()), dr(recurrent.size()), db(bias.size());
    Floats dh0(state), dc0(state);
    Floats stash(weft::recurrentKernels().stashFloats(a));
    args.x = x.data();
    args.kernel = kernel.data();
    args.recurrentKernel = recurrent.data();
    args.bias = bias.data();
    args.mask = mask.data();
    args.h0 = h0.data();
    if (!inputMask.empty()) {
      args.inputMask = {inputMask.data(), int32_t(weft::gatesOf(a.cell))};
      args.recurrentMask = {recurrentMask.data(), 1};
    }
    if (a.cell == weft::Cell::kLstm) {
      args.c0 = c0.data();
      args.dc0 = dc0.data();
    }
    args.dh0 = dh0.data();
    args.y = y.data();
    args.hLast = h.data();
    args.cLast = c.data();
    args.dy = dy.data();
    args.dx = dx.data();
    args.dKernel = dk.data();
    args.dRecurrentKernel = dr.data();
    args.dBias = db.data();
    // First as in prediction, without a stash: the same outputs.
    args.stash = nullptr;
    if (!weft::recurrentKernels().forward(args)) return {};
    const Floats predicted = y;
    args.stash = stash.empty() ? nullptr : stash.data();
    if (!weft::recurrentKernels().forward(args) || !weft::recurrentKernels().backward(args)) return {};
    if (predicted.size() != y.size() || std::memcmp(predicted.data(), y.data(), y.size() * sizeof(float)) != 0) return {};
    Floats all;
    for (const Floats *part : {&y, &h, &c, &dx, &dk, &dr, &db, &dh0, &dc0}) all.insert(all.end(), part->begin(), part->end());
    return all;
  }

  using RecurrentArguments = weft::RecurrentArguments;
  RecurrentArguments a;
  Floats x, kernel, recurrent, bias, dy, inputMask, recurrentMask, h0, c0;
  std::vector<uint8_t> mask;
};

}  // namespace

int main() {
  using weft::Cell;
  const std::vector<Problem> problems = {
      {Cell::kLstm, 1, 10, 30, 20, 40, false},        {Cell::kLstm, 2, 33, 12, 7, 64, true},
      {Cell::kGruResetAfter, 3, 8, 40, 30, 33, false}, {Cell::kGruResetAfter, 4, 16, 9, 64, 50, true},
      {Cell::kGruResetBefore, 5, 9, 22, 5, 47, false}, {Cell::kGruResetBefore, 6, 12, 14, 33, 17, true},
      {Cell::kRnnTanh, 7, 11, 50, 3, 100, false},      {Cell::kRnnRelu, 8, 7, 12, 1, 37, true},
      // Weights that several threads pack and collect.
      {Cell::kLstm, 9, 5, 3, 40, 210, false},          {Cell::kGruResetBefore, 10, 4, 3, 60, 290, false}};
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
  if (total == 0) std::printf("equal %s\n", weft::recurrentKernels().name);
  return total == 0 ? 0 : 1;
}
