#pragma once
#include <string>

namespace weft {

// Registers WeftAdam, WeftRmsprop and WeftSgd: a whole optimizer step on one vector, see update-kernel.h. Returns an
// empty string, or what TensorFlow objects to.
std::string registerUpdateOps();

}  // namespace weft
