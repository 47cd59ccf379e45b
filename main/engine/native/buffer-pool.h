// Large float buffers that are used again: fresh memory of many megabytes costs more (page faults) than the
// computation of a step that fills it.
#pragma once
#include <cstddef>

namespace weft {

// A buffer of at least `floats` floats, aligned to 64 bytes, contents undefined; null when memory is exhausted.
float *takeBuffer(size_t floats);

// Gives back what takeBuffer returned. Safe from any thread, as is takeBuffer.
void giveBuffer(float *buffer);

// Holds a buffer for the length of a scope.
class ScopedBuffer {
 public:
  explicit ScopedBuffer(size_t floats) : data_(takeBuffer(floats)) {}
  ~ScopedBuffer() { giveBuffer(data_); }
  ScopedBuffer(const ScopedBuffer &) = delete;
  ScopedBuffer &operator=(const ScopedBuffer &) = delete;
  float *data() const { return data_; }

 private:
  float *data_;
};

}  // namespace weft
