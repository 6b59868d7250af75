/** The configuration file and its checks. */
@NullMarked
package dev.trailhunt.config;

import org.jspecify.annotations.NullMarked;
