"""The services of OneTwenty and the two ways to start them: the `onetwenty` command and the embedded process."""
