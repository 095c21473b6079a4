// RE2 is C++: the CRE2 target reaches it through the compiler flags of this one.
