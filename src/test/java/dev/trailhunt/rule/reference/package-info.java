/**
 * Lineage, MFA links and correlation a second time, in plain Java and by brute force: what the rule
 * must agree with on any stream of events.
 */
@NullMarked
package dev.trailhunt.rule.reference;

import org.jspecify.annotations.NullMarked;
