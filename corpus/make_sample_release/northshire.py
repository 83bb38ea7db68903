"""The papers of the invented Northshire Local Safeguarding Children Board, 2009 to 2019."""

from __future__ import annotations

from corpus.make_sample_release.blocks import Heading, Item, Paper, Paragraph, Table, Title

SUB_GROUP_MINUTES_2010 = Paper(
    header="Northshire Local Safeguarding Children Board        RESTRICTED",
    footer="Serious Case Review Sub-Group, 14 September 2010",
    blocks=(
        Title(
            "Minutes of the Serious Case Review Sub-Group",
            ("Tuesday 14 September 2010, 2.00 pm", "Committee Room 2, County Hall, Northshire"),
        ),
        Table(
            (
                ("Present", "Agency", "Initials"),
                ("Chair of the Sub-Group", "Independent", "HW"),
                ("Head of Safeguarding", "Children’s Services", "DM"),
                ("Designated Nurse", "NHS Northshire", "PT"),
                ("Designated Doctor", "NHS Northshire", "AK"),
                ("Detective Superintendent, Public Protection", "Northshire Police", "RS"),
                ("Head of Inclusion", "Education", "LB"),
                ("Legal Adviser to the Board", "Northshire County Council", "JO"),
                ("Board Business Manager (minutes)", "NLSCB", "CF"),
                ("Apologies: Head of Service", "Youth Offending Service", "MV"),
            ),
            widths=(0.5, 0.36, 0.14),
        ),
        Item("", "", "Action"),
        Heading("1. Welcome, apologies and declarations of interest"),
        Item(
            "1.1",
            "HW welcomed members. RS declared that his officers had taken the first call about Child D. He stayed in "
            "the room for item 6 in his capacity as police member and did not vote.",
        ),
        Heading("2. Minutes of the last meeting and matters arising"),
        Item("2.1", "The minutes of 6 July 2010 were agreed as a correct record."),
        Item(
            "2.2",
            "The section 11 audit is complete for all partners except two schools. The root cause of the late returns "
            "was a change of e-mail address.",
            "CF by 1 Oct",
        ),
        Heading("3. Publication of overview reports"),
        Item(
            "3.1",
            "CF reported on the letter of 10 June 2010 to Board chairs. For reviews begun on or after that date the "
            "overview report is to be published as well as the executive summary, unless there are compelling reasons "
            "relating to the welfare of the children directly concerned. Noted.",
        ),
        Heading("4. Finance"),
        Item(
            "4.1",
            "DM gave advance notice that partners’ contributions will be 18 per cent lower in 2011/12. The price of "
            "the training venue was queried. Noted.",
            "DM / CF",
        ),
        Heading("5. Case for consideration: Child C"),
        Item(
            "5.1",
            "Child C, then aged 14 weeks, was brought to hospital in June with a fracture of the thigh and two older, "
            "healing rib fractures. He is now with relatives. The injuries are thought to have been inflicted.",
        ),
        Item(
            "5.2",
            "JO advised that, since June, whatever was written about C would end up on the internet for anyone to "
            "read, and that was bound to colour how members approached the case. The council would want a barrister to "
            "go through every draft first, and there was no provision for that in this year’s money.",
        ),
        Item(
            "5.3",
            "PT said that in a place the size of Low Calder the family would be recognised within the hour, whatever "
            "names were used, and that C’s brother had only just settled at school.",
        ),
        Item(
            "5.4",
            "AK thought the group should not lose sight of the guidance. Two clinics and a nursery had each held a "
            "piece of the picture and nobody had put the pieces together.",
        ),
        Item(
            "5.5",
            "The sub-group agreed to recommend to the Board Chair that a serious case review should not be held in "
            "respect of Child C. Members preferred to bring the practitioners together for a day before Christmas, the "
            "findings of which would stay with the Board.",
            "CF to write to Chair by 24 Sept",
        ),
        Heading("6. Case for consideration: Child D"),
        Item("6.1", "Child D, aged 6, collapsed at home and died on 19 July 2010."),
        Item(
            "6.2",
            "AK reported the view of the pathologist that D died of an undiagnosed heart condition. Nothing in the "
            "records of any agency pointed to ill-treatment.",
        ),
        Item(
            "6.3",
            "LB asked whether money had come into it. HW replied that cost was not a factor and nor was the interest "
            "taken by the Calder Vale Courier.",
        ),
        Item(
            "6.4",
            "Decision: the criteria in chapter 8 of Working Together are not satisfied and no serious case review will "
            "be undertaken in respect of Child D. The child death overview panel will consider the case in the usual "
            "way.",
            "AK to inform CDOP",
        ),
        Heading("7. Case for consideration: Child F"),
        Item(
            "7.1",
            "Child F, aged 3, suffered a serious head injury in May. His mother’s partner has been charged. RS had "
            "been asked by the Crown Prosecution Service that nothing be done which involved speaking to witnesses "
            "before the trial in February.",
        ),
        Item(
            "7.2",
            "The decision on a serious case review of Child F was put off until the verdict is known. PT asked for it "
            "to be minuted that a trial ought not to hold up learning for the better part of a year.",
            "Agenda March 2011",
        ),
        Heading("8. Reviews in progress: Child A"),
        Item(
            "8.1",
            "Individual management reviews have been received from all seven agencies and the independent author’s "
            "second invoice, for £3,750, has been paid. Legal vetting of the executive summary is under way. A press "
            "statement will be drafted with the council’s communications team.",
            "CF",
        ),
        Heading("9. Decisions of the Board Chair since the last meeting"),
        Item(
            "9.1",
            "CF reported that the Board Chair has confirmed that there will be no serious case review of Child Q. The "
            "surgery has finished its own inquiry and its partners will tell the sub-group in November what they "
            "found.",
            "CF: agenda, November",
        ),
        Item(
            "9.2",
            "The Board Chair has not yet decided whether a serious case review of Child E is to be held, and has asked "
            "the police for a fuller account of their visits.",
            "RS",
        ),
        Heading("10. Any other business"),
        Item(
            "10.1",
            "Posters for the Board’s publicity week are to go to schools and surgeries. DM asked that the multi-agency "
            "training on bruising in babies be repeated in the spring.",
            "LB",
        ),
        Heading("11. Date of next meeting"),
        Item("11.1", "Tuesday 16 November 2010, 2.00 pm, County Hall."),
        Paragraph("Signed as a correct record (Chair): ........................        Date: ................"),
    ),
)

BOARD_MINUTES_2010 = Paper(
    header="NORTHSHIRE LOCAL SAFEGUARDING CHILDREN BOARD",
    footer="Minutes of the Board, 18 November 2010        Approved 20 January 2011",
    typeface="Times-Roman",
    blocks=(
        Title(
            "Minutes of the Board",
            ("Thursday 18 November 2010, 10.00 am", "Council Chamber, Eastgate, Northshire"),
        ),
        Paragraph(
            "Present: the Independent Chair; the Director of Children’s Services; the Assistant Chief Constable; the "
            "Chief Nurse, NHS Northshire; the Head of the Youth Offending Service; the Director, Northshire Probation "
            "Area; the Lead Member for Children (participating observer); two lay members; the Board Business Manager."
        ),
        Item("", "", "Action"),
        Heading("1. Apologies"),
        Item("1.1", "Apologies were received from the housing representative."),
        Heading("2. Minutes of the last meeting, and of the sub-groups"),
        Item(
            "2.1",
            "The minutes of 16 September 2010 were signed. There was some debate about the wording of minute 4.2.",
        ),
        Item(
            "2.2",
            "The minutes of the Serious Case Review Sub-Group of 14 September were received. Minute 6.4 reads: "
            "“Decision: the criteria in chapter 8 of Working Together are not satisfied and no serious case review "
            "will be undertaken in respect of Child D.” The Board noted the minute.",
        ),
        Heading("3. Child C"),
        Item(
            "3.1",
            "The sub-group had recommended that there be no serious case review. The Independent Chair reported that "
            "she had accepted the recommendation and that no serious case review would be initiated in respect of "
            "Child C. Partners were putting in less from April and she could not see where the money for another was "
            "to come from. Two reviews were already in hand, with one business manager to service both. The day for "
            "practitioners would reach staff sooner.",
        ),
        Item(
            "3.2",
            "The Chief Nurse said that the Board would be asked about this. In her view agencies were steering round "
            "the new rule on publishing reports when they should be applying the guidance. The Chair did not accept "
            "that the rule on publishing reports had played any part in her decision.",
        ),
        Item(
            "3.3",
            "A lay member asked how the Board could be sure that the day for practitioners would get at the truth. "
            "The Chair undertook to bring its findings to the Board in March.",
            "Chair, March",
        ),
        Heading("4. Child G: recommendation to hold a serious case review"),
        Item(
            "4.1",
            "G, aged 11 months, died in October. Neglect is suspected. The sub-group recommended by a majority that a "
            "serious case review be held.",
        ),
        Item(
            "4.2",
            "The Director of Children’s Services argued that the expense to ten agencies of each writing its own "
            "account could not be defended this year, and asked that the council’s own internal management review be "
            "allowed to stand. The Chair was not persuaded by either point. Where a child has died and neglect is "
            "suspected the guidance leaves no room for choice.",
        ),
        Item(
            "4.3",
            "Resolved: that a serious case review be commissioned in respect of Child G, notwithstanding the cost. The "
            "review will use the systems approach developed by SCIE so far as the guidance allows.",
            "Business Manager to notify Ofsted",
        ),
        Heading("5. Regional news"),
        Item(
            "5.1",
            "The Director of Children’s Services reported from the regional meeting. Several neighbouring boards were "
            "said to be holding back from starting serious case reviews until the national review of child protection "
            "has reported, and because of the squeeze on partners’ budgets. This was expected to go on into next year.",
        ),
        Item(
            "5.2",
            "The Head of the Youth Offending Service added that in one area the feeling was that such things are best "
            "sorted out among ourselves.",
        ),
        Heading("6. Finance and communications"),
        Item(
            "6.1",
            "The Treasurer set out the savings required of youth services in 2011/12. Members noted the position with "
            "concern. The plan for adverse weather, including media messages, was approved.",
        ),
        Heading("7. Date of next meeting"),
        Item("7.1", "Thursday 20 January 2011."),
    ),
)

REVIEW_REPORT_2009 = Paper(
    header="Northshire Local Safeguarding Children Board        Serious Case Review: Child A",
    footer="Overview report (extract)        December 2009",
    typeface="Times-Roman",
    blocks=(
        Title("Serious Case Review in respect of Child A", ("Overview Report (extract)", "December 2009")),
        Heading("1. Why this review was held"),
        Paragraph(
            "1.1 Child A died in January 2009 at the age of two years and four months. The Chair of the Board decided "
            "on 12 March 2009 that a serious case review should be held, since a child had died and neglect was known. "
            "The decision was notified to Ofsted the next day."
        ),
        Paragraph(
            "1.2 The purpose of the review is to learn. It is not to apportion blame, which is a matter for the courts "
            "and for employers, nor to inquire into how Child A died, which is a matter for the coroner."
        ),
        Paragraph(
            "1.3 The start of the review was held back for four months at the request of the Crown, so that members of "
            "the family who were to give evidence were not interviewed twice. The trial ended in July 2009 and the "
            "first meeting of the panel followed in August."
        ),
        Heading("2. How the review was carried out"),
        Paragraph(
            "2.1 An independent author and an independent chair were appointed, neither of whom had worked in "
            "Northshire. Their fees came to £15,000 and the reading of drafts by solicitors to £2,400. The Board met "
            "these sums from its reserve. Seven agencies provided individual management reviews at their own expense. "
            "The panel met eleven times between August and November 2009."
        ),
        Paragraph(
            "2.2 The panel considered using the systems model for this serious case review and decided to keep to the "
            "method set out in the guidance. A one-day learning event was held with practitioners in September as part "
            "of the review, and a second will follow publication of the executive summary."
        ),
        Paragraph(
            "2.3 The mother met the author twice. The grandparents declined to be interviewed for the review. The "
            "mother’s mental capacity was assessed by a psychiatrist before the first of these meetings."
        ),
        Paragraph(
            "2.4 All names have been changed. The executive summary will be published. The Board has decided not to "
            "publish this overview report, since the surviving sibling attends a small school and could not be hidden "
            "from her classmates by a change of name."
        ),
        Heading("3. The family and the services"),
        Paragraph(
            "3.1 The family lived in Calder Vale from 2005. Health visitors who called in the winter of 2007 recorded "
            "that the rooms were cold, that dirty linen lay in heaps on the cot, and that there was little food. They "
            "did not know that the housing officer had recorded much the same a month before."
        ),
        Paragraph(
            "3.2 The review finds that the children’s centre was short of staff throughout 2008. Of five posts two "
            "were vacant. Social workers carried twice the number of cases that the council’s own standard allows, and "
            "supervision was cancelled on nine of the fourteen dates on which it was due. Cuts to the budget for "
            "parenting support had closed the group that the mother had begun to attend."
        ),
        Paragraph(
            "3.3 A referral from the nursery in March 2008 was closed because the family did not meet the threshold "
            "for a child in need. The nursery did not challenge the decision. The manager told the author that she had "
            "challenged such decisions before, that she had been made to feel a nuisance, and that her staff were by "
            "then reluctant to put their concerns in writing. The council was not able to tell the review how often "
            "decisions of this kind are questioned, or with what result. It is asked to find out."
        ),
        Paragraph(
            "3.4 The panel asked whether there had been an earlier warning, and found one. In February 2007 the Board "
            "was told of Child B, who had attended the same nursery in 1998. No serious case review of Child B was "
            "undertaken, since the nursery had changed hands twice, the policies of the day were long gone, and the "
            "Board of 2007 doubted that anything found would be of use to the services that it then had."
        ),
        Paragraph(
            "3.5 The police were called to the home on four occasions. On none of them did an officer go upstairs. The "
            "internal management review by the police found that the forms completed on each occasion were sent to a "
            "mailbox which nobody was opening at the time, following the reorganisation of the public protection unit."
        ),
        Paragraph(
            "3.6 The general practitioner saw Child A for the last time in November 2008. Her weight had fallen across "
            "two centile lines. The practice had no means of seeing that three appointments at the hospital had been "
            "missed, and the hospital’s letters had gone to a former address. Each service acted on what it could see, "
            "and no one service could see enough."
        ),
        Heading("4. What has been learned"),
        Paragraph(
            "4.1 The lessons of this review have been shared with schools, surgeries and the police, and an audit of "
            "the action plan will come to the Board in March 2010. The panel found that practice in the children’s "
            "centre has since changed for the better."
        ),
        Paragraph(
            "4.2 The panel recommends that the Board decide within one month of a notification whether a serious case "
            "review is to be held, and that the reasons for a decision not to hold one are always written down."
        ),
    ),
)

RAPID_REVIEW_2019 = Paper(
    header="Northshire Safeguarding Children Partnership        OFFICIAL-SENSITIVE",
    footer="Rapid review, Child Z        With the reply of the national panel",
    blocks=(
        Title("Rapid review: Child Z", ("Meeting of the safeguarding partners, 11 June 2019",)),
        Heading("1. Facts"),
        Paragraph(
            "Child Z, aged 15, was seriously injured in a road collision on 19 May 2019 while missing from a "
            "children’s home. Z was known to be at risk of exploitation. The incident was notified to the Child "
            "Safeguarding Practice Review Panel on 23 May 2019. A rapid review is to be completed within fifteen "
            "working days."
        ),
        Heading("2. Immediate action"),
        Table(
            (
                ("Action", "Owner", "Done"),
                ("Welfare check on the two other residents", "Children’s Services", "21 May 2019"),
                ("Return interviews to be read within one working day", "Police", "3 June 2019"),
                ("Missing-from-home protocol reissued to all homes", "Partnership office", "7 June 2019"),
            ),
            widths=(0.56, 0.24, 0.20),
        ),
        Heading("3. What we have learned"),
        Paragraph(
            "Return interviews were held but not read by the police until the following week. The home did not know "
            "the names of the adults whom Z was meeting, although the school did."
        ),
        Heading("4. Decision on a local child safeguarding practice review"),
        Paragraph(
            "The safeguarding partners decided not to commission a local child safeguarding practice review in respect "
            "of Child Z. This exercise has told them what they need to know. The gaps it found were closed within "
            "three weeks, and the themes are those of the partnership’s 2018 review of children missing from care. The "
            "cost of a further review was neither here nor there."
        ),
        Paragraph(
            "The police asked that the partners also bear in mind that two adults have been arrested. The partners "
            "did: a prosecution is no bar to a review and they gave it no weight."
        ),
        Paragraph(
            "The Child Safeguarding Practice Review Panel wrote on 2 July 2019 that it agreed with the decision."
        ),
    ),
)
