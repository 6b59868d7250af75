/** The sample lake of the demo: ordinary traffic with real incident sequences planted in it. */
@NullMarked
package dev.trailhunt.run.demo;

import org.jspecify.annotations.NullMarked;
