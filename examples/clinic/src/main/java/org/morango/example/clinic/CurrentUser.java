package org.morango.example.clinic;

import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.domain.AuditorAware;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The user at this desk, as the author of new records. */
@Component
class CurrentUser implements AuditorAware<AppUser> {
    private final String login;
    private final JdbcClient jdbc;
    private final EntityManager entities;

    CurrentUser(@Value("${clinic.user}") String login, JdbcClient jdbc, EntityManager entities) {
        this.login = login;
        this.jdbc = jdbc;
        this.entities = entities;
    }

    /** Asks the database by JDBC, because a query by JPA would flush, and Hibernate calls this while it flushes. */
    @Override
    public Optional<AppUser> getCurrentAuditor() {
        return jdbc.sql("select id from app_user where login = ?")
                .param(login)
                .query(Long.class)
                .optional()
                .map(id -> entities.getReference(AppUser.class, id));
    }
}
