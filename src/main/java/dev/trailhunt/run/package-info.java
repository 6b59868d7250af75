/** The jobs: one class each, stages in order, a result record at the end. */
@NullMarked
package dev.trailhunt.run;

import org.jspecify.annotations.NullMarked;
