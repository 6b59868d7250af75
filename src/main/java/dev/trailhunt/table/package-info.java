/** The Delta tables of a warehouse: schemas, creation, keyed merges and views. */
@NullMarked
package dev.trailhunt.table;

import org.jspecify.annotations.NullMarked;
