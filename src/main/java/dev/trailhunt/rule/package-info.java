/** The rule: trigger, exclusions and verdict, as DataFrame transformations and plain Java. */
@NullMarked
package dev.trailhunt.rule;

import org.jspecify.annotations.NullMarked;
