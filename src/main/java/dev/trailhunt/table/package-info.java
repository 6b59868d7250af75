/**
 * The Delta tables of a warehouse: schemas, creation, keyed merges, views, maintenance and who may
 * write.
 */
@NullMarked
package dev.trailhunt.table;

import org.jspecify.annotations.NullMarked;
