/**
 * Interfaces that an application implements to take part in syncs, and the values that they receive. They do not depend
 * on the code that calls them.
 */
@NullMarked
package org.morango.hibernate.hook;

import org.jspecify.annotations.NullMarked;
