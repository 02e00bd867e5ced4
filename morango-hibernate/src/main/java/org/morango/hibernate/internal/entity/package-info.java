/**
 * Ids and places of new entities, and the access to their marks. The mapping's base class depends on this package, so
 * that nothing here may depend on the mapping or on other internals.
 */
@NullMarked
package org.morango.hibernate.internal.entity;

import org.jspecify.annotations.NullMarked;
