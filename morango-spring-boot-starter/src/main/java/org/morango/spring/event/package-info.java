/**
 * Events of the library in the application's context. Listen with {@code @EventListener}. Values only: nothing here
 * knows who publishes them.
 */
@NullMarked
package org.morango.spring.event;

import org.jspecify.annotations.NullMarked;
