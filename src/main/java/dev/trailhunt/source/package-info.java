/**
 * The {@code cloudtrail} data source: finds the log files of a CloudTrail lake and reads their
 * records.
 */
@NullMarked
package dev.trailhunt.source;

import org.jspecify.annotations.NullMarked;
