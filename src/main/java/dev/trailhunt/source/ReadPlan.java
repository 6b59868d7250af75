package dev.trailhunt.source;

import java.io.Serializable;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What the tasks of a scan have to do. Null name sets keep every record. */
record ReadPlan(
    StructType columns,
    boolean accounting,
    @Nullable NameSet eventNames,
    @Nullable NameSet eventSources,
    int prefetch)
    implements Serializable {}
