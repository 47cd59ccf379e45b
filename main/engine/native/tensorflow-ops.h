#pragma once
#include <string>

namespace weft {

// Registers all our ops and their CPU kernels in the TensorFlow library of this process: see recurrent-ops.h and
// update-ops.h. Returns an empty string, or what TensorFlow objects to. Registers
// once, however often it is called. An op whose inputs change takes a new name: TensorFlow does not count them, and an
// older build of the addon would read past their end.
const std::string &registerTensorflowOps();

}  // namespace weft
