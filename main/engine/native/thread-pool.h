// Threads that share a loop's parts with the caller, and sleep when there is nothing to do.
#pragma once

namespace weft {

// Calls part(context, i) for every i in [0, parts), on the calling thread and on helpers; returns when all are done.
// Which thread runs a part never changes a result: parts own disjoint outputs. Callable from several threads at once:
// while the helpers serve one caller, another runs its parts alone. Parts run with denormals flushed to zero.
void runParts(int parts, void (*part)(void *context, int index), void *context);

// The number of threads a kernel may use, counting the caller. Starts at the processors this process may use.
void setThreads(int threads);
int threads();

// Another number for kernels that the calling thread runs while this is in scope; 0 changes nothing.
class ThreadsHere {
 public:
  explicit ThreadsHere(int threads);
  ~ThreadsHere();
  ThreadsHere(const ThreadsHere &) = delete;
  ThreadsHere &operator=(const ThreadsHere &) = delete;

 private:
  const int before_;
};

}  // namespace weft
