/** The command line: parse, call, print, exit status. */
@NullMarked
package dev.trailhunt.cli;

import org.jspecify.annotations.NullMarked;
