/**
 * Ids and places of new entities, and the library's access to entities. The mapping's base class depends on this
 * package, so nothing here may depend on the mapping or on other internals.
 */
@NullMarked
package org.morango.hibernate.internal.entity;

import org.jspecify.annotations.NullMarked;
