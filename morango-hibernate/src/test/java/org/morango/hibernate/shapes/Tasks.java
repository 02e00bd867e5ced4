package org.morango.hibernate.shapes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.SoftDelete;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** UUID keys, soft deletion, a self reference, and keys of plain columns that mean the same everywhere. */
public final class Tasks implements PublicApplication {
    @MappedSuperclass
    public abstract static class WithUuid {
        @Id
        @GeneratedValue(strategy = GenerationType.UUID)
        private UUID id;

        protected UUID id() {
            return id;
        }
    }

    @Entity
    @Syncable(profile = "p", model = "project")
    public static class Project extends WithUuid {
        private String name;

        @ManyToOne(fetch = FetchType.LAZY)
        private Project parent;
    }

    /** A hidden row is a deleted record, and a row that is shown again another one: its UUID stays at each peer. */
    @Entity
    @SoftDelete
    @Syncable(profile = "p", model = "ticket", identity = Identity.LOCAL)
    public static class Ticket extends WithUuid {
        private String title;

        @ManyToOne(fetch = FetchType.LAZY)
        private Project project;
    }

    public record HoursId(UUID project, LocalDate day, Shift shift) implements Serializable {}

    public enum Shift {
        EARLY,
        LATE
    }

    @Entity
    @IdClass(HoursId.class)
    @Syncable(profile = "p", model = "hours")
    public static class Hours {
        @Id
        private UUID project;

        @Id
        @Column(name = "worked_on")
        private LocalDate day;

        @Id
        @Enumerated(EnumType.STRING)
        private Shift shift;

        private int minutes;
    }

    public record MemberId(UUID project, String role) implements Serializable {}

    @Entity
    @IdClass(MemberId.class)
    @Syncable(profile = "p", model = "member")
    public static class Member {
        @Id
        @ManyToOne(fetch = FetchType.LAZY)
        private Project project;

        @Id
        private String role;

        private String name;
    }

    @Override
    public List<Class<?>> entities() {
        return List.of(Project.class, Ticket.class, Hours.class, Member.class);
    }

    @Override
    public void fill(Session session, String site) {
        Project parent = null;
        for (int i = 0; i < 3; i++) {
            Project project = new Project();
            project.name = "project " + i + " of " + site;
            project.parent = parent;
            session.persist(project);
            parent = project;
            Ticket ticket = new Ticket();
            ticket.title = "ticket " + i + " of " + site;
            ticket.project = project;
            session.persist(ticket);
            Hours hours = new Hours();
            hours.project = project.id();
            hours.day = LocalDate.of(2026, 11, 1 + i);
            hours.shift = i == 0 ? Shift.EARLY : Shift.LATE;
            hours.minutes = 60;
            session.persist(hours);
            Member member = new Member();
            member.project = project;
            member.role = "lead";
            member.name = "lead of " + site;
            session.persist(member);
        }
    }

    @Override
    public void change(Session session, String site) {
        Project middle = PublicApplication.find(session, Project.class, "name", "project 1 of " + site);
        Project last = PublicApplication.find(session, Project.class, "name", "project 2 of " + site);
        last.parent = null;
        middle.parent = last;
        session.remove(PublicApplication.find(session, Ticket.class, "title", "ticket 1 of " + site));
        PublicApplication.find(session, Ticket.class, "title", "ticket 2 of " + site).project = null;
        PublicApplication.find(session, Hours.class, "project", middle.id()).minutes = 90;
        session.remove(PublicApplication.find(session, Hours.class, "project", last.id()));
        PublicApplication.find(session, Member.class, "project", middle).name = "new lead";
        session.remove(PublicApplication.find(session, Member.class, "project", last));
    }
}
