/**
 * What an application implements to take part in syncs, and the values that it is given. Nothing here knows who calls
 * it.
 */
@NullMarked
package org.morango.hibernate.hook;

import org.jspecify.annotations.NullMarked;
