"""The papers of the invented Eastmarsh Safeguarding Children Board and of Eastmarsh Council, 2011 and 2012."""

from __future__ import annotations

from corpus.make_sample_release.blocks import Heading, Item, Paper, Paragraph, Title

PANEL_MINUTES_2011 = Paper(
    header="Eastmarsh Safeguarding Children Board        CONFIDENTIAL",
    footer="Serious Case Review Panel, extraordinary meeting, 13 January 2011",
    blocks=(
        Title("Serious Case Review Panel", ("Extraordinary meeting, Thursday 13 January 2011, 4.30 pm, Town Hall",)),
        Paragraph(
            "Present: Chair of the Panel (head of service, Eastmarsh Council); finance officer; detective inspector; "
            "named nurse; education welfare manager; probation; housing; voluntary sector. Minutes: Board office."
        ),
        Heading("1. Child T"),
        Item("1.1", "The panel met to consider one case, Child T, aged 9, who died on 28 November 2010."),
        Item(
            "1.2",
            "The education welfare manager was in no doubt that the criteria for a serious case review are met: the "
            "child had died and the school had reported bruises three times.",
        ),
        Item(
            "1.3",
            "It was put to the panel that a day led by a facilitator would bring out the same points for a fifteenth "
            "of the money, and that a report would do nothing for public confidence in a service that left "
            "intervention only in the autumn.",
        ),
        Item(
            "1.4",
            "By five votes to two the panel recommended that no serious case review be held in respect of Child T and "
            "that the facilitated day be arranged in its place. Education asked for its dissent to be recorded.",
            "Chair of Panel to write to Independent Chair",
        ),
        Heading("2. Date of next meeting"),
        Item("2.1", "Thursday 20 January 2011, 4.30 pm."),
    ),
)

EMAIL_SUBJECT = "RE: Child T - before Thursday"
EMAIL_BODY = """\
Thank you for your note, and for sending me the panel's minutes (attached).
I shall be frank, since we said we would be frank with one another.

I have not yet decided whether there is to be a serious case review of
Child T. My own view is that the case comes squarely within the guidance.

I know what is being said in the corridor. Your officers would rather this
were dealt with indoors. With the inspectors due in March I can see why
nobody wants it on paper that three referrals were missed, and after what
the Courier made of the last report your members dread seeing another. I
don't regard any of that as a reason, and I shall say so on Thursday.

The finance officer's figures had more effect on the panel than they should
have: £22,000 for an author and a chair from outside, against £1,500
for the facilitated day. I would only say that neither figure is for the
panel to weigh.

What I cannot get round is the Crown. If they ask us to keep away from the
stepfather until he has stood trial then I am minded to wait, and to decide
in the summer.

Independent Chair
Eastmarsh Safeguarding Children Board

From: Director of Children's Services
Sent: 14 January 2011 17:20
To: Independent Chair
Subject: Child T - before Thursday

> I hope we can agree that looking into it ourselves, service by service,
> is enough for T. Money is very tight. The grant that paid for the last
> serious case review has gone and I have nothing to put in its place.
> I am told that the finance team will need your travel claims by the
> 21st, by the way, and the council wants more publicity for fostering.
"""

PRESS_RELEASE_2012 = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Statement on the death of Child R - Eastmarsh Council</title>
<style>
body { font-family: Arial, sans-serif; margin: 0 auto; max-width: 46em; }
nav li { display: inline; margin-right: 1em; }
</style>
<script>
window.newsroom = { section: "press", updated: "2012-05-17" };
</script>
</head>
<body>
<nav>
<ul><li><a href="/">Home</a></li><li><a href="/bins">Bins</a></li><li><a href="/schools">Schools</a></li>
<li><a href="/news">News</a></li></ul>
</nav>
<main>
<h1>Statement on the death of Child R</h1>
<p class="date">17 May 2012</p>
<p>Eastmarsh Safeguarding Children Board has decided that it will not hold a serious case review following the death
of a seven-year-old girl, known as Child R, in December.</p>
<p>Child R died with her mother. The community safety partnership has opened a domestic homicide review, which will
look at what was known about both of them, and the Board takes the view that asking the same people the same questions
twice would serve nobody.</p>
<p>The Independent Chair of the Board said: “Some will say that we want to stay out of the newspapers. That is not so:
fear of headlines formed no part of this decision. R’s grandparents have asked us to let the one inquiry run its
course, and that weighed with me.”</p>
<blockquote>
<p>A spokesperson for the Northshire Children’s Alliance, a charity, said: “No board should ever be put off a review
by what it costs. We are disappointed.”</p>
</blockquote>
<p>The report of the domestic homicide review will be published in full by the community safety partnership.</p>
<h2>Notes to editors</h2>
<ol>
<li>A serious case review is held where a child dies and abuse or neglect is known or suspected.</li>
<li>The Board does not comment on individual members of the family.</li>
</ol>
</main>
<footer><p>Eastmarsh Council, Town Hall, Eastmarsh. Press office, weekdays 9 am to 5 pm.</p></footer>
</body>
</html>
"""

SCRUTINY_NOTE_2011 = """\
EASTMARSH COUNCIL

CHILDREN'S SCRUTINY COMMITTEE

Note of the meeting held on Tuesday 8 March 2011 at 6.30 pm

Present: nine members of the committee. In attendance: the Director of
Children's Services, the Independent Chair of the Safeguarding Children
Board, the committee clerk.


14. SAFEGUARDING: QUESTIONS TO THE DIRECTOR

14.1 The Chair of the committee said that the Board had begun four
serious case reviews in 2008/09, three in 2009/10 and none since. She
asked for an explanation.

Q1. Is it a matter of money?

A1. The Director said that it was not. No serious case review had been
refused in Eastmarsh for want of funds, and none would be.

Q2. Is the council unwilling to have its mistakes read out to the whole
town?

A2. The Director did not think so. She accepted, however, that staff
were afraid of being pilloried, and that this had been felt in the room
when the panel advised against a serious case review of Child S last
summer.

Q3. Was that the only reason in the case of Child S?

A3. No. The Independent Chair said that he had decided against a serious
case review of Child S chiefly because it was a matter for the school
alone, and the governors had undertaken to look into it and to report to
the Board. Members should know that the governors' report had been
thorough.

Q4. Do other areas do the same?

A4. The Director could speak only of what she had heard. There seemed to
be a good deal of muddle around the region over which cases ought to go
forward, and some boards were sitting tight until ministers had made
known what would replace the present arrangements.

14.2 A member asked for the Board's costs. The clerk will circulate the
accounts. The same member asked whether the library could give more
publicity to the committee's work.

14.3 RESOLVED that the committee regrets the absence of any serious case
review since April 2010 and asks the Board to report again in September.


15. DATE OF NEXT MEETING

Tuesday 12 April 2011 at 6.30 pm.
"""
