package dev.trailhunt.source;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A log file as the listing shows it.
 *
 * @param path its whole URI
 * @param size compressed, bytes
 * @param modifiedAt when the store took it in
 * @param etag its entity tag, null when the store gives none
 * @param account the account of its directory, twelve digits
 * @param region the region of its directory
 * @param deliveryDate the day of its directory, UTC
 */
public record LogFile(
    String path,
    long size,
    Instant modifiedAt,
    @Nullable String etag,
    String account,
    String region,
    LocalDate deliveryDate)
    implements Serializable {}
