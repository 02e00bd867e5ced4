/**
 * The library's own tables, its locks and transactions. Not API. Only this package names databases: what Hibernate does
 * not hide of them is in one {@code Engine} for each. It knows neither models nor stages.
 */
@NullMarked
package org.morango.hibernate.internal.store;

import org.jspecify.annotations.NullMarked;
