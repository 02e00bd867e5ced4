/** What the application is told as events of its context; listen with {@code @EventListener}. */
@NullMarked
package org.morango.spring.event;

import org.jspecify.annotations.NullMarked;
