"""What stands against what could go wrong, in words; and the look at other people's code for known weaknesses.

Owns nothing at run time, hears and says nothing."""
