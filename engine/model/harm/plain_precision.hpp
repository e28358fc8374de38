#pragma once

#include <boost/math/policies/policy.hpp>

namespace convoyrisk::model {

/// For special functions in double precision: the default, long double, takes many times as long.
using PlainPrecision = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace convoyrisk::model
