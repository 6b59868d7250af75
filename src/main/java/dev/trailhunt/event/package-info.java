/**
 * Identity events: the schema of the {@code activity} table and the mapping of CloudTrail records
 * to it.
 */
@NullMarked
package dev.trailhunt.event;

import org.jspecify.annotations.NullMarked;
