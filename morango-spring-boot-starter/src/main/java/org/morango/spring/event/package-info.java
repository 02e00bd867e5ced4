/** Events of the library in the application's context. Listen with {@code @EventListener}. */
@NullMarked
package org.morango.spring.event;

import org.jspecify.annotations.NullMarked;
